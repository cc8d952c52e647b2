package io.annals.dialect.yandex;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.annals.api.context.Caller;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.dialect.yandex.Procedures.Procedure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * The procedures over REST, as gRPC-JSON transcoding maps them: the routes are those that the
 * protocol files say. In a path stands an id; a body holds all other fields; without a body, query
 * parameters do.
 */
final class RestRoutes {
  private static final long MAX_BODY = 72L * 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Procedures procedures;

  RestRoutes(Procedures procedures) {
    this.procedures = procedures;
  }

  RouterFunction<ServerResponse> routes() {
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (Procedure<?, ?> procedure : procedures.all()) {
      if (procedure.descriptor().getOptions().hasExtension(AnnotationsProto.http)) {
        HttpRule rule = procedure.descriptor().getOptions().getExtension(AnnotationsProto.http);
        add(routes, procedure, rule);
        rule.getAdditionalBindingsList().forEach(other -> add(routes, procedure, other));
      }
    }
    return routes
        .route(
            RestRoutes::isOfARuntime,
            request ->
                refused(request, ProblemException.of(ProblemType.UNIMPLEMENTED, RUNS_NOTHING)))
        .route(
            RestErrors::speaksOf,
            request ->
                refused(
                    request,
                    ProblemException.notFound(
                        "Nothing answers " + request.method() + " " + request.path() + ".")))
        .build();
  }

  private static final String RUNS_NOTHING =
      "This registry keeps functions and does not run them; networks and triggers are not kept.";

  private static boolean isOfARuntime(ServerRequest request) {
    return RestErrors.isUnder(request.path(), "/functions/v1/networks")
        || request.path().startsWith("/functions/v1/networks:")
        || RestErrors.isUnder(request.path(), RestErrors.TRIGGERS);
  }

  private static void add(
      RouterFunctions.Builder routes, Procedure<?, ?> procedure, HttpRule rule) {
    HttpMethod method =
        switch (rule.getPatternCase()) {
          case GET -> HttpMethod.GET;
          case POST -> HttpMethod.POST;
          case PATCH -> HttpMethod.PATCH;
          case DELETE -> HttpMethod.DELETE;
          default -> throw new IllegalStateException("No route for " + rule);
        };
    String template =
        switch (rule.getPatternCase()) {
          case GET -> rule.getGet();
          case POST -> rule.getPost();
          case PATCH -> rule.getPatch();
          default -> rule.getDelete();
        };
    // An id holds no colon: what comes after one is a verb.
    String path = template.replace("}", ":[^:]+}");
    boolean hasBody = rule.getBody().equals("*");
    routes.route(
        RequestPredicates.method(method).and(RequestPredicates.path(path)),
        request -> answer(request, procedure, hasBody));
  }

  private static ServerResponse answer(
      ServerRequest request, Procedure<?, ?> procedure, boolean hasBody) {
    Call call = call(request.servletRequest());
    try {
      return answer(request, call, procedure, hasBody);
    } catch (Exception e) {
      return response(request, call, Statuses.of(e, call.requestId()));
    }
  }

  private static <Q extends Message, R extends Message> ServerResponse answer(
      ServerRequest request, Call call, Procedure<Q, R> procedure, boolean hasBody)
      throws IOException {
    Message.Builder builder = procedure.prototype().newBuilderForType();
    if (hasBody) {
      readBody(request, builder);
    }
    readQuery(request.servletRequest().getQueryString(), hasBody, builder);
    for (Map.Entry<String, String> variable : request.pathVariables().entrySet()) {
      FieldDescriptor field = builder.getDescriptorForType().findFieldByName(variable.getKey());
      builder.setField(field, variable.getValue());
    }
    @SuppressWarnings("unchecked") // Built from the prototype of a Q.
    Q message = (Q) builder.build();
    R answer = procedure.answer(call, message);
    return new NamedResponse(
        ServerResponse.ok()
            .contentType(MediaType.APPLICATION_JSON)
            .body(Json.print(answer).getBytes(StandardCharsets.UTF_8)),
        call.requestId());
  }

  private static void readBody(ServerRequest request, Message.Builder builder) throws IOException {
    HttpServletRequest servlet = request.servletRequest();
    String type = servlet.getContentType();
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form")) {
      throw ProblemException.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
    }
    Reader reader =
        new InputStreamReader(
            new LimitedStream(servlet.getInputStream(), MAX_BODY),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    java.io.PushbackReader body = new java.io.PushbackReader(reader);
    try {
      int first = body.read();
      if (first < 0) {
        return;
      }
      body.unread(first);
      OneDocument document = new OneDocument(body);
      Json.merge(document, builder);
      document.requireEnd();
    } catch (OneDocument.MoreFollows e) {
      throw ProblemException.of(
          ProblemType.MALFORMED_REQUEST, "Something follows the JSON object of the body.");
    } catch (CharacterCodingException e) {
      throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "The body is not UTF-8.");
    }
  }

  private static void readQuery(@Nullable String query, boolean hasBody, Message.Builder builder)
      throws InvalidProtocolBufferException {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    QueryParameters.of(query)
        .forEach(
            (name, value) -> {
              FieldDescriptor field = field(builder.getDescriptorForType(), name);
              if (field == null || hasBody && !field.getName().equals("update_mask")) {
                unknown.add(name);
              } else if (!value.isEmpty() && !(hasBody && builder.hasField(field))) {
                values.put(field.getJsonName(), value);
              }
            });
    if (!unknown.isEmpty()) {
      throw ProblemException.invalid(unknown.get(0), "Is not a parameter of this request.");
    }
    if (!values.isEmpty()) {
      Json.merge(JSON.writeValueAsString(values), builder);
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String name) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getName().equals(name) || field.getJsonName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static ServerResponse refused(ServerRequest request, ProblemException problem) {
    Call call = call(request.servletRequest());
    return response(request, call, Statuses.of(problem, call.requestId()));
  }

  private static ServerResponse response(ServerRequest request, Call call, Status status) {
    ServerResponse.BodyBuilder answer =
        ServerResponse.status(Statuses.httpStatus(status.getCode()))
            .contentType(MediaType.APPLICATION_JSON);
    Statuses.retryAfter(status).ifPresent(seconds -> answer.header("Retry-After", seconds));
    return new NamedResponse(
        answer.body(Json.print(status).getBytes(StandardCharsets.UTF_8)), call.requestId());
  }

  private static Call call(HttpServletRequest request) {
    return new Call(
        request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller ? caller : null,
        RestErrors.requestId(request),
        request.getHeader("User-Agent"),
        request.getHeader("Idempotency-Key"),
        request.getHeader("Host"),
        false,
        null);
  }
}
