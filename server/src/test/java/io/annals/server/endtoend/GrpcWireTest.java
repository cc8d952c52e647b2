package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.Credentials;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsRequest;
import io.annals.dialect.yandex.proto.functions.ListRuntimesRequest;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.RawGrpc.Frame;
import io.annals.server.grpc.GrpcServer;
import io.annals.server.grpc.KeepAlive;
import io.grpc.Status.Code;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire of gRPC, frame by frame. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrpcWireTest {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  private static final String FUNCTIONS = "serverless.functions.v1.FunctionService/";

  /** gRPC takes no shorter one. */
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private static final int LAST = Integer.MAX_VALUE;
  private static final String BEARER = "Bearer " + Place.KEY;

  private static GrpcServer pinging;
  private static RawGrpc answering;
  private static RawGrpc deaf;

  /** First, for the connections are to be without traffic while the other tests run. */
  @BeforeAll
  static void connectToAServerThatPings() {
    RunningServer registry = SERVERS.on(Store.SQLITE);
    pinging =
        new GrpcServer(
            registry.place().settings(),
            registry.part(GrpcServices.class),
            registry.part(Credentials.class),
            new SimpleMeterRegistry(),
            Runnable::run,
            new KeepAlive(SHORTEST, Duration.ofMillis(500), Duration.ofSeconds(10)),
            Duration.ZERO);
    pinging.start();
    answering = RawGrpc.to(pinging.port());
    deaf = RawGrpc.deaf(pinging.port());
  }

  @AfterAll
  static void disconnect() {
    answering.close();
    deaf.close();
    pinging.stop();
  }

  private static RawGrpc connect() {
    return RawGrpc.to(SERVERS.on(Store.SQLITE).grpcPort());
  }

  /** The one frame of an answer that is nothing but trailers. */
  private static Frame onlyTrailers(List<Frame> answer) {
    assertThat(answer).hasSize(1);
    Frame frame = answer.get(0);
    assertThat(frame.kind()).isEqualTo("HEADERS");
    assertThat(frame.last()).as("END_STREAM").isTrue();
    assertThat(frame.headers())
        .containsEntry(":status", "200")
        .containsEntry("content-type", "application/grpc");
    return frame;
  }

  private static void requireStatus(Frame frame, Code code) {
    assertThat(frame.headers()).containsEntry("grpc-status", String.valueOf(code.value()));
  }

  @ParameterizedTest
  @CsvSource({
    "Get,  true,  NOT_FOUND",
    "Get,  false, UNAUTHENTICATED",
    "List, true,  INVALID_ARGUMENT"
  })
  void anErrorIsOneFrameThatEndsTheStream(String method, boolean withKey, Code code) {
    try (RawGrpc raw = connect()) {
      GetFunctionRequest request =
          GetFunctionRequest.newBuilder().setFunctionId(method.equals("Get") ? "none" : "").build();

      Frame frame =
          onlyTrailers(
              raw.call(
                  FUNCTIONS + method,
                  request,
                  "authorization",
                  withKey ? BEARER : "Bearer other",
                  "x-client-request-id",
                  "my-request"));

      requireStatus(frame, code);
      assertThat(frame.headers())
          .containsKeys("grpc-message", "grpc-status-details-bin")
          .containsEntry("x-request-id", "my-request")
          .containsEntry("x-server-trace-id", "my-request");
    }
  }

  @Test
  void whatIsNotServedIsAnsweredByTrailersOnlyToo() {
    try (RawGrpc raw = connect()) {
      for (String method :
          List.of(
              "serverless.functions.v1.NetworkService/GetUsed",
              "serverless.triggers.v1.TriggerService/List",
              "logging.v1.LogReadingService/Read",
              FUNCTIONS + "Invoke")) {
        requireStatus(onlyTrailers(raw.call(method, new byte[0])), Code.UNIMPLEMENTED);
      }
    }
  }

  @Test
  void anAnswerIsHeadersThenTheMessageThenTrailers() {
    try (RawGrpc raw = connect()) {
      List<Frame> answer =
          raw.call(
              FUNCTIONS + "ListRuntimes",
              ListRuntimesRequest.getDefaultInstance(),
              "authorization",
              BEARER);

      assertThat(answer).extracting(Frame::kind).containsExactly("HEADERS", "DATA", "HEADERS");
      assertThat(answer).extracting(Frame::last).containsExactly(false, false, true);
      assertThat(answer.get(0).headers()).containsKey("x-request-id");
      requireStatus(answer.get(2), Code.OK);
    }
  }

  @Test
  void aCallWhoseDeadlineIsOverIsToldSoAndDoesNothing() throws Exception {
    String folder = "folder-" + UUID.randomUUID();
    CreateFunctionRequest late =
        CreateFunctionRequest.newBuilder().setFolderId(folder).setName("late").build();
    try (RawGrpc raw = connect();
        YandexClient client = new YandexClient(SERVERS.on(Store.SQLITE).grpcPort(), Place.KEY)) {
      for (int i = 0; i < 20; i++) {
        List<Frame> answer =
            raw.call(FUNCTIONS + "Create", late, "authorization", BEARER, "grpc-timeout", "1n");
        assertThat(answer).hasSize(1);
        Frame end = answer.get(0);
        if (end.kind().equals("HEADERS")) {
          requireStatus(end, Code.DEADLINE_EXCEEDED);
        } else {
          // Mostly the transport is first: it resets the stream as cancelled.
          assertThat(end.kind()).isEqualTo("RST_STREAM");
          assertThat(end.code()).as("CANCEL").isEqualTo(8);
        }
      }
      client.create(folder, "marker");
      assertThat(
              client
                  .functions
                  .list(ListFunctionsRequest.newBuilder().setFolderId(folder).build())
                  .getFunctionsList())
          .as("all that was created, once the views have the marker")
          .extracting(function -> function.getName())
          .containsExactly("marker");
    }
  }

  @Test
  void aDeadlineThatPassesBeforeTheStoreAnswersIsSaid() throws Exception {
    CreateFunctionRequest create =
        CreateFunctionRequest.newBuilder().setFolderId("folder-" + UUID.randomUUID()).build();
    try (RawGrpc raw = connect();
        Connection other = SERVERS.on(Store.SQLITE).place().openEvents();
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      statement.execute("BEGIN EXCLUSIVE");
      List<Frame> answer =
          raw.call(FUNCTIONS + "Create", create, "authorization", BEARER, "grpc-timeout", "700m");
      statement.execute("ROLLBACK");

      Frame frame = onlyTrailers(answer);
      requireStatus(frame, Code.DEADLINE_EXCEEDED);
      assertThat(frame.headers()).containsKey("grpc-status-details-bin");
      assertThat(frame.headers().get("grpc-message")).contains("deadline", "Idempotency-Key");
      assertThat(
              raw.call(
                  FUNCTIONS + "Create", create, "authorization", BEARER, "grpc-timeout", "20S"))
          .as("with time enough")
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff01", "0a01ff", "0a05"})
  void aMessageThatCannotBeReadIsTheClientsFault(String hex) {
    try (RawGrpc raw = connect()) {
      Frame frame =
          onlyTrailers(
              raw.call(FUNCTIONS + "Get", HexFormat.of().parseHex(hex), "authorization", BEARER));
      requireStatus(frame, Code.INVALID_ARGUMENT);
      assertThat(frame.headers().get("grpc-message")).startsWith("The request cannot be read");
    }
  }

  @Test
  void aMessageThatIsTooLargeIsToldTheLimit() {
    try (RawGrpc raw = connect()) {
      RawGrpc.Stream stream = raw.begin(FUNCTIONS + "CreateVersion", "authorization", BEARER);
      raw.announce(stream, 60 << 20);
      List<Frame> answer = raw.answer(stream);
      Frame frame = answer.get(answer.size() - 1);
      requireStatus(frame, Code.RESOURCE_EXHAUSTED);
      assertThat(frame.headers().get("grpc-message"))
          .contains(String.valueOf(54 << 20), String.valueOf(60 << 20));
    }
  }

  @Test
  void whoPingsTooOftenIsSentAway() {
    try (RawGrpc raw = connect()) {
      for (int i = 0; i < 5; i++) {
        raw.ping();
      }
      Frame away = raw.next("GOAWAY");
      assertThat(away.text()).isEqualTo("too_many_pings");
      assertThat(away.code()).as("ENHANCE_YOUR_CALM").isEqualTo(11);
    }
  }

  @Test
  @Order(LAST)
  void whoDoesNotAnswerPingsIsCutOffAndWhoDoesStays() {
    deaf.next("PING");
    deaf.next("CLOSED");
    assertThat(answering.next("PING", "CLOSED").kind()).isEqualTo("PING");
    assertThat(
            answering.call(
                FUNCTIONS + "ListRuntimes",
                ListRuntimesRequest.getDefaultInstance(),
                "authorization",
                BEARER))
        .hasSize(3);
  }
}
