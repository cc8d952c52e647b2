package io.annals.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.annals.api.operation.OperationId;
import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Refusal;
import io.annals.api.problem.Violation;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Operation;
import io.annals.api.serialization.MessageSerializer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.HandlerExecutionException;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.queryhandling.GenericQueryMessage;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.serialization.SerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A refusal keeps its code, detail and fields on its way to another process. */
class TravellingRefusalsTest {
  private static final Message<?> COMMAND = new GenericCommandMessage<>("do");
  private static final Message<?> QUERY =
      new GenericQueryMessage<>(
          new FindOperation(new OperationId("018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4", 0), null),
          ResponseTypes.instanceOf(Operation.class));

  private final MessageSerializer serializer = MessageSerializer.create();

  static Stream<ProblemException> problems() {
    Violation violation = new Violation("name", "Is taken.");
    Throwable cause = new IllegalStateException("only known here");
    return Stream.concat(
        Stream.of(ProblemType.values()).map(type -> ProblemException.of(type, "In words: ü.")),
        Stream.of(
            ProblemException.of(ProblemType.INVALID_ARGUMENT, List.of(violation, violation)),
            ProblemException.temporary(
                ProblemType.OVERLOADED, "Too much.", Duration.ofMillis(1_500), cause)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void arrivesAsWhatItIs(ProblemException refusal) {
    for (Message<?> message : List.of(COMMAND, QUERY)) {
      HandlerExecutionException thrown =
          (HandlerExecutionException)
              refused(message, new IllegalStateException("around", refusal));
      Object details = thrown.getDetails().orElseThrow();
      SerializedObject<byte[]> wire = serializer.serialize(details, byte[].class);
      Throwable arrived =
          new CommandExecutionException("remote", null, serializer.deserialize(wire));

      ProblemException found = Failures.problemIn(new CompletionException(arrived));

      assertThat(found).isNotNull();
      assertThat(found.toProblem()).isEqualTo(refusal.toProblem());
      assertThat(found.retryAfter()).isEqualTo(refusal.retryAfter());
      assertThat(Refusal.of(found)).isEqualTo(Refusal.of(refusal));
    }
  }

  @Test
  void isOfTheKindThatTheBusExpects() {
    ProblemException refusal = ProblemException.notFound("Nothing.");
    assertThat(refused(COMMAND, refusal)).isInstanceOf(CommandExecutionException.class);
    assertThat(refused(QUERY, refusal)).isInstanceOf(QueryExecutionException.class);
  }

  @Test
  void leavesADefectAsItIs() {
    IllegalStateException defect = new IllegalStateException("defect");
    assertThat(refused(COMMAND, defect)).isSameAs(defect);
  }

  private static Throwable refused(Message<?> message, RuntimeException refusal) {
    return catchThrowable(
        () ->
            new TravellingRefusals()
                .handle(
                    new DefaultUnitOfWork<>(message),
                    () -> {
                      throw refusal;
                    }));
  }
}
