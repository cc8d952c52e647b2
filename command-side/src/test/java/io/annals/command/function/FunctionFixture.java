package io.annals.command.function;

import io.annals.api.blob.Digest;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Changes;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.NewRevision;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CustomTypeSafeMatcher;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;

/** Given events, when a command, then an event or a problem. */
abstract class FunctionFixture {
  static final String ID = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";
  static final String R1 = "018f4c7e-6a52-7c1b-9d3e-000000000001";
  static final String R2 = "018f4c7e-6a52-7c1b-9d3e-000000000002";
  static final String R3 = "018f4c7e-6a52-7c1b-9d3e-000000000003";
  static final FileRef FILE = new FileRef(Digest.of("x".getBytes(StandardCharsets.UTF_8)), 1);

  final NameClaimsInMemory names = new NameClaimsInMemory();
  final AggregateTestFixture<Function> fixture = new AggregateTestFixture<>(Function.class);

  FunctionFixture() {
    fixture.registerInjectableResource(names);
    fixture.registerCommandHandlerInterceptor(
        new CorrelationDataInterceptor<>(
            message -> message.getMetaData().subset(RequestContext.KEYS.toArray(String[]::new))));
  }

  static FunctionCreated created(Changes changes) {
    return new FunctionCreated(ID, "default", changes, null);
  }

  static FunctionCreated created() {
    return created(Changes.none());
  }

  static FunctionUpdated updated(long version, Changes changes) {
    return new FunctionUpdated(ID, version, changes, null, null);
  }

  /** Version 1 + number brings revision number. */
  static FunctionUpdated revised(long number, String revisionId, String... aliases) {
    return new FunctionUpdated(
        ID,
        number + 1,
        Changes.of(Field.HEAD, revisionId),
        added(number, revisionId, aliases),
        null);
  }

  static RevisionAdded added(long number, String revisionId, String... aliases) {
    return new RevisionAdded(
        revisionId,
        number,
        Map.of("a.js", FILE),
        "nodejs22",
        "a.main",
        Map.of(),
        "",
        List.of(aliases));
  }

  static NewRevision revision(String id, String... aliases) {
    return new NewRevision(
        id, Map.of("a.js", FILE), "nodejs22", "a.main", Map.of(), "", List.of(aliases));
  }

  static UpdateFunction update(Changes changes) {
    return new UpdateFunction(ID, "default", changes, null, Expected.ANY);
  }

  static UpdateFunction update(Changes changes, NewRevision revision) {
    return new UpdateFunction(ID, "default", changes, revision, Expected.ANY);
  }

  static RequestContext context(String principal, @Nullable Idempotency idempotency) {
    return new RequestContext(principal, "native", "r-1", null, idempotency);
  }

  static Map<String, String> keyed(String key, String fingerprint) {
    return context("key:root", new Idempotency(key, fingerprint)).toMetaData();
  }

  static GenericEventMessage<FunctionEvent> with(
      Map<String, String> metaData, FunctionEvent event) {
    return new GenericEventMessage<>(event, metaData);
  }

  TestExecutor<Function> given(Object... events) {
    return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given(events);
  }

  /** A problem of the type, with exactly these fields at fault. */
  static Matcher<ProblemException> problem(ProblemType type, String... fields) {
    return new CustomTypeSafeMatcher<>("a problem " + type + " of " + List.of(fields)) {
      @Override
      protected boolean matchesSafely(ProblemException problem) {
        return problem.type() == type
            && problem.violations().stream().map(Violation::field).toList().equals(List.of(fields));
      }
    };
  }

  /** What the function's state forbids, in a sentence with these words. */
  static Matcher<ProblemException> forbidden(String words) {
    return new CustomTypeSafeMatcher<>("a problem that says " + words) {
      @Override
      protected boolean matchesSafely(ProblemException problem) {
        return problem.type() == ProblemType.FAILED_PRECONDITION
            && problem.getMessage().contains(words);
      }
    };
  }

  static Matcher<ProblemException> invalid(String... fields) {
    return problem(ProblemType.INVALID_ARGUMENT, fields);
  }
}
