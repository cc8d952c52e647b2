package io.annals.command.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.axonframework.test.matchers.Matchers.matches;

import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Accepted;
import io.annals.api.function.Expected;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.DeleteWorkflow;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.RevertWorkflow;
import io.annals.api.workflow.Topology;
import io.annals.api.workflow.UndeleteWorkflow;
import io.annals.api.workflow.UpdateWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowDefinition;
import io.annals.api.workflow.WorkflowDeleted;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.api.workflow.WorkflowUndeleted;
import io.annals.api.workflow.WorkflowUpdated;
import io.annals.command.function.NameClaimsInMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CustomTypeSafeMatcher;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static final String ID = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c900";
  private static final String F = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";

  private final NameClaimsInMemory names = new NameClaimsInMemory();
  private final AggregateTestFixture<Workflow> fixture = new AggregateTestFixture<>(Workflow.class);

  WorkflowTest() {
    fixture.registerInjectableResource(names);
    fixture.registerCommandHandlerInterceptor(
        new CorrelationDataInterceptor<>(
            message -> message.getMetaData().subset(RequestContext.KEYS.toArray(String[]::new))));
  }

  private static Node node(String name) {
    return new Node(name, F, "resize", null, Map.of());
  }

  private static Edge edge(String from, String to) {
    return new Edge(from, to, null, Map.of());
  }

  /** The first node is the main one. */
  private static Topology graph(String nodes, String... edges) {
    List<Node> all = new ArrayList<>();
    for (String name : nodes.split(" ")) {
      all.add(node(name));
    }
    return new Topology(
        all.get(0).name(),
        all,
        Arrays.stream(edges).map(e -> edge(e.split(">")[0], e.split(">")[1])).toList());
  }

  private static WorkflowChanges topology(Topology topology) {
    return new WorkflowChanges(null, null, null, topology);
  }

  private static WorkflowChanges named(String name) {
    return new WorkflowChanges(name, null, null, null);
  }

  private static WorkflowCreated created() {
    return new WorkflowCreated(
        ID, "default", new WorkflowChanges("intake", null, null, graph("a")));
  }

  private static WorkflowUpdated updated(long version, WorkflowChanges changes) {
    return new WorkflowUpdated(ID, version, changes, null);
  }

  private static UpdateWorkflow update(WorkflowChanges changes) {
    return new UpdateWorkflow(ID, "default", changes, Expected.ANY);
  }

  private static CreateWorkflow create(Topology graph) {
    return new CreateWorkflow(ID, "default", new WorkflowChanges("intake", "", List.of(), graph));
  }

  private TestExecutor<Workflow> given(Object... events) {
    return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given(events);
  }

  private static Matcher<ProblemException> problem(ProblemType type, String... fields) {
    return new CustomTypeSafeMatcher<>("a problem " + type + " of " + List.of(fields)) {
      @Override
      protected boolean matchesSafely(ProblemException problem) {
        return problem.type() == type
            && problem.violations().stream().map(Violation::field).toList().equals(List.of(fields));
      }
    };
  }

  private static Map<String, String> keyed(String key, String fingerprint) {
    return new RequestContext("key:root", "native", "r-1", null, new Idempotency(key, fingerprint))
        .toMetaData();
  }

  private void refused(@Nullable String field, Topology graph) {
    given()
        .when(create(graph))
        .expectException(
            field == null
                ? problem(ProblemType.INVALID_ARGUMENT)
                : problem(ProblemType.INVALID_ARGUMENT, field))
        .expectNoEvents();
  }

  @Test
  void aCreationMakesVersionOneAndClaimsTheNameApartFromThoseOfFunctions() {
    names.exchange("default", null, "intake", F);

    given()
        .when(create(graph("a b", "a>b")))
        .expectResultMessagePayloadMatching(accepted(0, 1))
        .expectEvents(
            new WorkflowCreated(
                ID, "default", new WorkflowChanges("intake", null, null, graph("a b", "a>b"))));

    assertThat(names.holders).containsEntry("workflow:default/intake", ID);
  }

  @Test
  void aTakenNameIsRefused() {
    names.exchange("workflow", "default", null, "intake", F);

    given().when(create(graph("a"))).expectException(problem(ProblemType.NAME_TAKEN));
  }

  @Test
  void aCreationNeedsANameAndAGraph() {
    given()
        .when(new CreateWorkflow(ID, "default", WorkflowChanges.NONE))
        .expectException(problem(ProblemType.INVALID_ARGUMENT, "name", "nodes"));
  }

  @Test
  void nodeNamesAreUnique() {
    refused("nodes[2].name", graph("a b b"));
  }

  @Test
  void theMainNodeIsOneOfTheNodes() {
    refused("mainNodeName", new Topology("x", List.of(node("a")), List.of()));
  }

  @Test
  void noEdgeLeadsToTheMainNode() {
    refused("mainNodeName", graph("a b", "b>a"));
  }

  @Test
  void edgesJoinNodesOfTheWorkflow() {
    refused("edges[1].destinationNodeName", graph("a b", "a>b", "a>c"));
    refused("edges[0].sourceNodeName", graph("a b", "c>b"));
  }

  @Test
  void theGraphHasNoCircle() {
    refused("edges", graph("a b c d", "a>b", "b>c", "c>d", "d>b"));
    refused("edges", graph("a b", "b>b"));
  }

  @Test
  void waysMayPartAndMeetAgain() {
    given()
        .when(create(graph("a b c d", "a>b", "a>c", "b>d", "c>d", "a>d", "a>d")))
        .expectSuccessfulHandlerExecution();
  }

  @Test
  void aWorkflowHasANodeAndEachNamesAFunctionById() {
    refused("nodes", new Topology("a", List.of(), List.of()));
    refused(
        "nodes[0].functionId",
        new Topology("a", List.of(new Node("a", "resize", "resize", null, Map.of())), List.of()));
    refused(
        "nodes[0].version",
        new Topology("a", List.of(new Node("a", F, "resize", 0L, Map.of())), List.of()));
  }

  @Test
  void everyUpdateIsAVersionAlsoAnIdenticalOne() {
    given(created(), updated(2, topology(graph("a"))))
        .when(update(topology(graph("a"))))
        .expectResultMessagePayloadMatching(accepted(2, 3))
        .expectEvents(updated(3, topology(graph("a"))));
    given(created())
        .when(update(WorkflowChanges.NONE))
        .expectEvents(updated(2, WorkflowChanges.NONE));
  }

  @Test
  void aRenameFreesTheOldNameAndASelfRenameSucceeds() {
    names.exchange("workflow", "default", null, "intake", ID);
    given(created()).when(update(named("intake"))).expectEvents(updated(2, named("intake")));
    given(created()).when(update(named("inbox"))).expectEvents(updated(2, named("inbox")));

    assertThat(names.holders).isEqualTo(Map.of("workflow:default/inbox", ID));
  }

  @Test
  void aBrokenGraphIsRefusedAndMakesNoVersion() {
    given(created())
        .when(update(topology(graph("a b", "a>b", "b>a"))))
        .expectException(problem(ProblemType.INVALID_ARGUMENT, "mainNodeName"))
        .expectNoEvents();
  }

  @Test
  void aStaleExpectationIsRefused() {
    given(created(), updated(2, named("inbox")))
        .when(new UpdateWorkflow(ID, "default", named("x"), Expected.version(1)))
        .expectException(problem(ProblemType.STALE_VERSION))
        .expectNoEvents();
  }

  @Test
  void aWorkflowOfAnotherNamespaceIsUnknown() {
    given(created())
        .when(new UpdateWorkflow(ID, "other", named("x"), Expected.ANY))
        .expectException(problem(ProblemType.NOT_FOUND));
    given().when(update(named("x"))).expectException(problem(ProblemType.NOT_FOUND));
  }

  @Test
  void aRetryIsAnsweredAsBeforeAndAnotherRequestWithItsKeyIsRefused() {
    GenericEventMessage<WorkflowEvent> first =
        new GenericEventMessage<>(updated(2, named("inbox")), keyed("k", "f"));
    given(created(), first, updated(3, named("post")))
        .when(update(named("inbox")), keyed("k", "f"))
        .expectResultMessagePayload(Accepted.before(ID, 1, 2))
        .expectNoEvents();
    given(created(), first)
        .when(update(named("post")), keyed("k", "g"))
        .expectException(problem(ProblemType.IDEMPOTENCY_KEY_REUSED));
  }

  @Test
  void aRevertIsAnUpdateThatNamesTheVersion() {
    WorkflowDefinition first = new WorkflowDefinition("", List.of(), graph("a"));
    given(created(), updated(2, topology(graph("a b"))))
        .when(new RevertWorkflow(ID, "default", 1, first, Expected.ANY))
        .expectEvents(new WorkflowUpdated(ID, 3, first.toChanges(), 1L));
    given(created())
        .when(new RevertWorkflow(ID, "default", 2, first, Expected.ANY))
        .expectException(problem(ProblemType.NOT_FOUND));
  }

  @Test
  void aDeletionFreesTheNameAndMayBeUndone() {
    names.exchange("workflow", "default", null, "intake", ID);
    WorkflowDeleted deleted = new WorkflowDeleted(ID, "default", "intake");

    given(created())
        .when(new DeleteWorkflow(ID, "default", Expected.ANY))
        .expectResultMessagePayloadMatching(accepted(1, 1))
        .expectEvents(deleted);
    assertThat(names.holders).isEmpty();
    given(created(), deleted)
        .when(update(named("x")))
        .expectException(problem(ProblemType.NOT_FOUND));
    given(created(), deleted)
        .when(new UndeleteWorkflow(ID, "default", Expected.ANY))
        .expectEvents(new WorkflowUndeleted(ID, "default", "intake"));
    given(created())
        .when(new UndeleteWorkflow(ID, "default", Expected.ANY))
        .expectException(problem(ProblemType.FAILED_PRECONDITION));
  }

  private static Matcher<Accepted> accepted(long sequence, long version) {
    return matches(
        answer ->
            answer.functionId().equals(ID)
                && answer.sequence() == sequence
                && answer.version() == version
                && answer.event() != null);
  }
}
