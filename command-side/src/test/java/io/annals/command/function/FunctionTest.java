package io.annals.command.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.axonframework.test.matchers.Matchers.matches;

import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.Accepted;
import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Definition;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.DeleteRevision;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.PurgeFunction;
import io.annals.api.function.RemoveAlias;
import io.annals.api.function.RemovePolicy;
import io.annals.api.function.RevertFunction;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.function.SetAlias;
import io.annals.api.function.SetPolicy;
import io.annals.api.function.UndeleteFunction;
import io.annals.api.function.UpdateFunction;
import io.annals.api.problem.ProblemType;
import io.annals.command.request.RecentRequests;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FunctionTest {
  private static Matcher<Accepted> accepted(long sequence, long version) {
    return matches(
        answer ->
            answer.functionId().equals(FunctionFixture.ID)
                && answer.sequence() == sequence
                && answer.version() == version
                && answer.event() != null);
  }

  @Nested
  class Creating extends FunctionFixture {
    private CreateFunction create(Changes changes) {
      return new CreateFunction(ID, "default", changes, null);
    }

    @Test
    void makesVersionOneAndClaimsTheName() {
      given()
          .when(
              create(Changes.of(Field.NAME, "resize").with(Field.DESCRIPTION, "makes thumbnails")))
          .expectResultMessagePayloadMatching(accepted(0, 1))
          .expectEvents(
              created(
                  Changes.of(Field.NAME, "resize").with(Field.DESCRIPTION, "makes thumbnails")));

      assertThat(names.holders).containsEntry("default/resize", ID);
    }

    @Test
    void keepsOnlyWhatDiffersFromTheDefault() {
      given()
          .when(
              create(
                  Changes.of(Field.KIND, "function")
                      .with(Field.DESCRIPTION, null)
                      .with(Field.LABELS, Map.of())
                      .with(Field.TAGS, List.of("a"))))
          .expectEvents(created(Changes.of(Field.TAGS, List.of("a"))));

      assertThat(names.holders).isEmpty();
    }

    @Test
    void bringsTheFirstRevisionWithItsAliasesAndMayPublishIt() {
      given()
          .when(
              new CreateFunction(
                  ID, "default", Changes.of(Field.PUBLISHED, R1), revision(R1, "prod", "prod")))
          .expectResultMessagePayloadMatching(accepted(0, 1))
          .expectEvents(
              new FunctionCreated(
                  ID,
                  "default",
                  Changes.of(Field.HEAD, R1).with(Field.PUBLISHED, R1),
                  added(1, R1, "prod")));
    }

    @Test
    void isRefusedWhereTheNameIsTaken() {
      names.exchange("default", null, "resize", R1);

      given()
          .when(create(Changes.of(Field.NAME, "resize")))
          .expectException(problem(ProblemType.NAME_TAKEN))
          .expectNoEvents();
    }

    @Test
    void isRefusedWhereTheIdIsInUse() {
      given(created())
          .when(create(Changes.none()))
          .expectException(problem(ProblemType.CONFLICT))
          .expectNoEvents();
    }

    @Test
    void namesAllFieldsAtFaultAtOnce() {
      given()
          .when(
              new CreateFunction(
                  "x", "", Changes.of(Field.NAME, "ö").with(Field.STATUS, "GONE"), null))
          .expectException(invalid("id", "namespace", "name", "status"))
          .expectNoEvents();
    }
  }

  @Nested
  class Updating extends FunctionFixture {
    @Test
    void isAVersionAlsoWhereNothingDiffers() {
      given(created())
          .when(update(Changes.none()))
          .expectResultMessagePayloadMatching(accepted(1, 2))
          .expectEvents(updated(2, Changes.none()));
    }

    @Test
    void numbersVersionsDenselyWhateverElseHappens() {
      given(created(), revised(1, R1), new AliasSet(ID, "prod", R1, null))
          .when(update(Changes.of(Field.DESCRIPTION, "x")))
          .expectResultMessagePayloadMatching(accepted(3, 3))
          .expectEvents(updated(3, Changes.of(Field.DESCRIPTION, "x")));
    }

    @Test
    void resetsWithNull() {
      given(created(Changes.of(Field.DESCRIPTION, "x")))
          .when(update(Changes.of(Field.DESCRIPTION, null)))
          .expectEvents(updated(2, Changes.of(Field.DESCRIPTION, null)));
    }

    @Test
    void writesNumbersInTheFormInWhichTheyAreReadBack() {
      given(created())
          .when(update(Changes.of(Field.CONFIG, Map.of("a", 1L, "b", 0.5, "c", List.of(1L << 40)))))
          .expectEvents(
              updated(
                  2,
                  Changes.of(
                      Field.CONFIG,
                      Map.of("a", 1, "b", new BigDecimal("0.5"), "c", List.of(1L << 40)))));
    }

    @Test
    void renames() {
      names.exchange("default", null, "old", ID);

      given(created(Changes.of(Field.NAME, "old")))
          .when(update(Changes.of(Field.NAME, "new")))
          .expectEvents(updated(2, Changes.of(Field.NAME, "new")));

      assertThat(names.holders).containsOnly(Map.entry("default/new", ID));
    }

    @Test
    void givesTheNameUpWhereItIsReset() {
      names.exchange("default", null, "old", ID);

      given(created(Changes.of(Field.NAME, "old")))
          .when(update(Changes.of(Field.NAME, null)))
          .expectEvents(updated(2, Changes.of(Field.NAME, null)));

      assertThat(names.holders).isEmpty();
    }

    @Test
    void mayRepeatThePresentName() {
      names.exchange("default", null, "same", ID);

      given(created(Changes.of(Field.NAME, "same")))
          .when(update(Changes.of(Field.NAME, "same")))
          .expectEvents(updated(2, Changes.of(Field.NAME, "same")));

      assertThat(names.holders).containsOnly(Map.entry("default/same", ID));
    }

    @Test
    void isRefusedWhereTheNewNameIsTaken() {
      names.exchange("default", null, "taken", R1);

      given(created())
          .when(update(Changes.of(Field.NAME, "taken")))
          .expectException(problem(ProblemType.NAME_TAKEN))
          .expectNoEvents();
    }

    @Test
    void bringsARevisionThatBecomesTheHeadAndMovesItsAliases() {
      given(created(), revised(1, R1, "$latest", "old"))
          .when(update(Changes.of(Field.PUBLISHED, R2), revision(R2, "$latest", "v1.2.0")))
          .expectResultMessagePayloadMatching(accepted(2, 3))
          .expectEvents(
              new FunctionUpdated(
                  ID,
                  3,
                  Changes.of(Field.PUBLISHED, R2).with(Field.HEAD, R2),
                  added(2, R2, "$latest", "v1.2.0"),
                  null))
          .expectState(
              function ->
                  assertThat(function.state().revisions().aliases())
                      .containsOnly(
                          Map.entry("old", R1), Map.entry("$latest", R2), Map.entry("v1.2.0", R2)));
    }

    @Test
    void neverUsesTheNumberOfADeletedRevisionAgain() {
      given(
              created(),
              revised(1, R1),
              revised(2, R2),
              new FunctionUpdated(ID, 4, Changes.of(Field.HEAD, R1), null, 2L),
              new RevisionDeleted(ID, R2, List.of()))
          .when(update(Changes.none(), revision(R3)))
          .expectEvents(new FunctionUpdated(ID, 5, Changes.of(Field.HEAD, R3), added(3, R3), null));
    }

    @Test
    void refusesTheIdOfARevisionThatIsOrWas() {
      given(created(), revised(1, R1), revised(2, R2), new RevisionDeleted(ID, R1, List.of()))
          .when(update(Changes.none(), revision(R1)))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void publishesOnlyWhatExists() {
      given(created(), revised(1, R1), revised(2, R2), new RevisionDeleted(ID, R1, List.of()))
          .when(update(Changes.of(Field.PUBLISHED, R1)))
          .expectException(invalid("published"))
          .expectNoEvents();
    }

    @Test
    void refusesToMoveTheHead() {
      given(created(), revised(1, R1))
          .when(update(Changes.of(Field.HEAD, null)))
          .expectException(invalid("head"))
          .expectNoEvents();
    }

    @Test
    void doesNotKnowAFunctionThatNeverWas() {
      given()
          .when(update(Changes.none()))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void doesNotKnowAFunctionOfAnotherNamespace() {
      given(created())
          .when(new UpdateFunction(ID, "other", Changes.none(), null, Expected.ANY))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void reachesEveryNamespaceWithoutOne() {
      given(created())
          .when(new UpdateFunction(ID, null, Changes.none(), null, Expected.version(1)))
          .expectEvents(updated(2, Changes.none()));
    }

    @Test
    void isRefusedOnAStaleVersion() {
      given(created(), updated(2, Changes.none()))
          .when(new UpdateFunction(ID, "default", Changes.none(), null, Expected.version(1)))
          .expectException(problem(ProblemType.STALE_VERSION))
          .expectExceptionMessage(
              "The function is at version 2, not at version 1 as expected; read it again and repeat"
                  + " the change on what it is now.")
          .expectNoEvents();
    }

    @Test
    void isRefusedWhereAnEventCameSince() {
      given(created(), revised(1, R1), new AliasSet(ID, "prod", R1, null))
          .when(new UpdateFunction(ID, "default", Changes.none(), null, new Expected(2L, 1L)))
          .expectException(problem(ProblemType.STALE_VERSION))
          .expectNoEvents();
    }
  }

  @Nested
  class Reverting extends FunctionFixture {
    private RevertFunction revert(long version, Definition restored) {
      return new RevertFunction(ID, "default", version, restored, Expected.ANY);
    }

    @Test
    void makesAVersionOfWhatDiffersAndKeepsTheName() {
      Definition first = Definition.DEFAULT.with(Changes.of(Field.CONFIG, Map.of("a", 1)));

      given(
              created(Changes.of(Field.CONFIG, Map.of("a", 1)).with(Field.NAME, "old")),
              updated(2, Changes.of(Field.CONFIG, null).with(Field.NAME, "new")),
              updated(3, Changes.of(Field.TAGS, List.of("x"))))
          .when(revert(1, first))
          .expectResultMessagePayloadMatching(accepted(3, 4))
          .expectEvents(
              new FunctionUpdated(
                  ID,
                  4,
                  Changes.of(Field.CONFIG, Map.of("a", 1)).with(Field.TAGS, List.of()),
                  null,
                  1L))
          .expectState(function -> assertThat(function.state().name()).isEqualTo("new"));
    }

    @Test
    void restoresHeadAndPublished() {
      Definition second = Definition.DEFAULT.with(Changes.of(Field.HEAD, R1));

      given(created(), revised(1, R1), revised(2, R2), updated(4, Changes.of(Field.PUBLISHED, R2)))
          .when(revert(2, second))
          .expectEvents(
              new FunctionUpdated(
                  ID, 5, Changes.of(Field.HEAD, R1).with(Field.PUBLISHED, null), null, 2L));
    }

    @Test
    void mayRestoreTheCurrentVersion() {
      given(created())
          .when(revert(1, Definition.DEFAULT))
          .expectEvents(new FunctionUpdated(ID, 2, Changes.none(), null, 1L));
    }

    @Test
    void doesNotKnowAVersionToCome() {
      given(created())
          .when(revert(2, Definition.DEFAULT))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void isRefusedWhereARestoredRevisionIsDeleted() {
      given(created(), revised(1, R1), revised(2, R2), new RevisionDeleted(ID, R1, List.of()))
          .when(revert(2, Definition.DEFAULT.with(Changes.of(Field.HEAD, R1))))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }
  }

  @Nested
  class MovingAliases extends FunctionFixture {
    private SetAlias set(String alias, String revisionId) {
      return new SetAlias(ID, "default", alias, revisionId, Expected.ANY);
    }

    @Test
    void isAnEventButNoVersion() {
      given(created(), revised(1, R1))
          .when(set("prod", R1))
          .expectResultMessagePayloadMatching(accepted(2, 2))
          .expectEvents(new AliasSet(ID, "prod", R1, null));
    }

    @Test
    void tellsWhatItNamedBefore() {
      given(created(), revised(1, R1, "prod"), revised(2, R2))
          .when(set("prod", R2))
          .expectEvents(new AliasSet(ID, "prod", R2, R1));
    }

    @Test
    void needsARevisionThatExists() {
      given(created(), revised(1, R1), revised(2, R2), new RevisionDeleted(ID, R1, List.of()))
          .when(set("prod", R1))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void refusesWhatIsNoRevisionId() {
      given(created(), revised(1, R1))
          .when(set("prod", "latest"))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void needsAnAliasOfTheForm() {
      given(created(), revised(1, R1))
          .when(set(".prod", R1))
          .expectException(invalid("alias"))
          .expectNoEvents();
    }

    @Test
    void stopsAtAThousandAliases() {
      String[] thousand = new String[1000];
      for (int i = 0; i < thousand.length; i++) {
        thousand[i] = "a" + i;
      }

      given(created(), revised(1, R1, thousand))
          .when(set("one-more", R1))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void removesThem() {
      given(created(), revised(1, R1, "prod"))
          .when(new RemoveAlias(ID, "default", "prod", Expected.ANY))
          .expectResultMessagePayloadMatching(accepted(2, 2))
          .expectEvents(new AliasRemoved(ID, "prod", R1));
    }

    @Test
    void removesOneOnlyFromTheRevisionThatBearsIt() {
      given(created(), revised(1, R1, "prod"), revised(2, R2))
          .when(new RemoveAlias(ID, "default", "prod", R2, Expected.ANY))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void removesOnlyWhatExists() {
      given(created(), revised(1, R1, "prod"), new AliasRemoved(ID, "prod", R1))
          .when(new RemoveAlias(ID, "default", "prod", Expected.ANY))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }
  }

  @Nested
  class Policies extends FunctionFixture {
    private static final Map<String, Object> DOCUMENT = Map.of("limit", "2");

    private SetPolicy set(String policy, Map<String, Object> document) {
      return new SetPolicy(ID, "default", policy, document, "Limit it", Expected.ANY);
    }

    private RemovePolicy remove(String policy) {
      return new RemovePolicy(ID, "default", policy, "Free it", Expected.ANY);
    }

    @Test
    void areSetWithoutMakingAVersion() {
      given(created())
          .when(set("acme.limit", DOCUMENT))
          .expectResultMessagePayloadMatching(accepted(1, 1))
          .expectEvents(new PolicySet(ID, "acme.limit", DOCUMENT, "Limit it"));
    }

    @Test
    void areRemoved() {
      given(created(), new PolicySet(ID, "acme.limit", DOCUMENT, "Limit it"))
          .when(remove("acme.limit"))
          .expectResultMessagePayloadMatching(accepted(2, 1))
          .expectEvents(new PolicyRemoved(ID, "acme.limit", "Free it"));
    }

    @Test
    void areRemovedOnlyWhereTheyExist() {
      given(
              created(),
              new PolicySet(ID, "acme.limit", DOCUMENT, "Limit it"),
              new PolicyRemoved(ID, "acme.limit", "Free it"))
          .when(remove("acme.limit"))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void haveNamesThatEveryStoreCanHold() {
      given(created())
          .when(set("-limit", DOCUMENT))
          .expectException(problem(ProblemType.INVALID_ARGUMENT, "policy"))
          .expectNoEvents();
    }

    @Test
    void haveDocumentsOfBoundedSize() {
      given(created())
          .when(set("limit", Map.of("x", "x".repeat(512 * 1024))))
          .expectException(problem(ProblemType.INVALID_ARGUMENT, "document"))
          .expectNoEvents();
    }

    @Test
    void areAHundredAtMost() {
      List<Object> history = new java.util.ArrayList<>(List.of(created()));
      for (int i = 0; i < 100; i++) {
        history.add(new PolicySet(ID, "policy-" + i, DOCUMENT, "Limit it"));
      }
      given(history.toArray())
          .when(set("one-more", DOCUMENT))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }
  }

  @Nested
  class Secrets extends FunctionFixture {
    private final FunctionCreated withSecret = created(secrets(Map.of("A", "sealed-a")));

    private static Changes secrets(Map<String, ?> secrets) {
      return Changes.of(Field.SECRETS, secrets);
    }

    @Test
    void areSetAndKeptAndTakenAway() {
      Map<String, Object> kept = new LinkedHashMap<>();
      kept.put("A", null);
      kept.put("B", "sealed-b");
      given(withSecret).when(update(secrets(kept))).expectEvents(updated(2, secrets(kept)));
      given(withSecret, updated(2, secrets(kept)))
          .when(update(Changes.of(Field.SECRETS, null)))
          .expectEvents(updated(3, Changes.of(Field.SECRETS, null)));
    }

    @Test
    void areKeptOnlyWhereTheyAre() {
      Map<String, Object> unknown = new LinkedHashMap<>();
      unknown.put("B", null);
      given(withSecret)
          .when(update(secrets(unknown)))
          .expectException(invalid("secrets.B"))
          .expectNoEvents();
      given(withSecret, updated(2, secrets(Map.of("B", "sealed-b"))))
          .when(update(secrets(Collections.singletonMap("A", null))))
          .expectException(invalid("secrets.A"))
          .expectNoEvents();
    }

    @Test
    void areLeftAloneByARevert() {
      given(withSecret, updated(2, secrets(Map.of("B", "sealed-b"))))
          .when(new RevertFunction(ID, "default", 1, Definition.DEFAULT, Expected.ANY))
          .expectEvents(new FunctionUpdated(ID, 3, Changes.none(), null, 1L));
    }
  }

  @Nested
  class DeletingRevisions extends FunctionFixture {
    private DeleteRevision delete(String revisionId, boolean force) {
      return new DeleteRevision(ID, "default", revisionId, force, Expected.ANY);
    }

    @Test
    void takesOneThatNothingPointsAt() {
      given(created(), revised(1, R1), revised(2, R2))
          .when(delete(R1, false))
          .expectResultMessagePayloadMatching(accepted(3, 3))
          .expectEvents(new RevisionDeleted(ID, R1, List.of()));
    }

    @Test
    void keepsTheHead() {
      given(created(), revised(1, R1))
          .when(delete(R1, true))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void keepsThePublishedOne() {
      given(
              created(),
              revised(1, R1),
              updated(3, Changes.of(Field.PUBLISHED, R1)),
              new FunctionUpdated(ID, 4, Changes.of(Field.HEAD, R2), added(2, R2), null))
          .when(delete(R1, true))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void keepsOneThatHasAliases() {
      given(created(), revised(1, R1, "prod"), revised(2, R2))
          .when(delete(R1, false))
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void removesItsAliasesWithForce() {
      given(created(), revised(1, R1, "prod", "blue"), revised(2, R2, "next"))
          .when(delete(R1, true))
          .expectEvents(new RevisionDeleted(ID, R1, List.of("blue", "prod")))
          .expectState(
              function ->
                  assertThat(function.state().revisions().aliases()).containsOnlyKeys("next"));
    }

    @Test
    void takesEachOnce() {
      given(created(), revised(1, R1), revised(2, R2), new RevisionDeleted(ID, R1, List.of()))
          .when(delete(R1, false))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }
  }

  @Nested
  class Deleting extends FunctionFixture {
    private final DeleteFunction delete = new DeleteFunction(ID, "default", Expected.ANY);
    private final UndeleteFunction undelete = new UndeleteFunction(ID, "default", Expected.ANY);
    private final FunctionDeleted deleted = new FunctionDeleted(ID, "default", "resize");
    private final FunctionCreated named = created(Changes.of(Field.NAME, "resize"));

    @Test
    void freesTheNameAndMakesNoVersion() {
      names.exchange("default", null, "resize", ID);

      given(named)
          .when(delete)
          .expectResultMessagePayloadMatching(accepted(1, 1))
          .expectEvents(deleted);

      assertThat(names.holders).isEmpty();
    }

    @Test
    void happensOnce() {
      given(named, deleted)
          .when(delete)
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void leavesNothingToChange() {
      given(named, deleted)
          .when(update(Changes.none()))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void isUndoneWithTheOldName() {
      given(named, deleted)
          .when(undelete)
          .expectResultMessagePayloadMatching(accepted(2, 1))
          .expectEvents(new FunctionUndeleted(ID, "default", "resize"));

      assertThat(names.holders).containsEntry("default/resize", ID);
    }

    @Test
    void isNotUndoneWhereTheNameIsTakenMeanwhile() {
      names.exchange("default", null, "resize", R1);

      given(named, deleted)
          .when(undelete)
          .expectException(problem(ProblemType.NAME_TAKEN))
          .expectNoEvents();
    }

    @Test
    void isNotUndoneWhereItDidNotHappen() {
      given(named)
          .when(undelete)
          .expectException(problem(ProblemType.FAILED_PRECONDITION))
          .expectNoEvents();
    }

    @Test
    void leavesVersionsDenseWhenItIsUndone() {
      given(named, deleted, new FunctionUndeleted(ID, "default", "resize"))
          .when(update(Changes.none()))
          .expectEvents(updated(2, Changes.none()));
    }
  }

  @Nested
  class Purging extends FunctionFixture {
    private final PurgeFunction purge = new PurgeFunction(ID, "default", Expected.ANY);
    private final UndeleteFunction undelete = new UndeleteFunction(ID, "default", Expected.ANY);
    private final FunctionCreated named = created(Changes.of(Field.NAME, "resize"));
    private final FunctionDeleted deleted = new FunctionDeleted(ID, "default", "resize");
    private final FunctionPurged purged = new FunctionPurged(ID, "default");

    @Test
    void endsWhatIsDeletedAndMakesNoVersion() {
      given(named, deleted)
          .when(purge)
          .expectResultMessagePayloadMatching(accepted(2, 1))
          .expectEvents(purged);
    }

    @Test
    void takesNothingThatIsAlive() {
      given(named).when(purge).expectException(forbidden("is not deleted")).expectNoEvents();
    }

    @Test
    void takesNothingThatIsAliveAgain() {
      given(named, deleted, new FunctionUndeleted(ID, "default", "resize"))
          .when(purge)
          .expectException(forbidden("is not deleted"))
          .expectNoEvents();
    }

    @Test
    void isNotUndoneAndLeavesTheNameToOthers() {
      given(named, deleted, purged)
          .when(undelete)
          .expectException(forbidden("was purged"))
          .expectNoEvents();

      assertThat(names.holders).isEmpty();
    }

    @Test
    void happensOnce() {
      given(named, deleted, purged)
          .when(purge)
          .expectException(forbidden("was purged already"))
          .expectNoEvents();
    }

    @Test
    void leavesNothingToChange() {
      given(named, deleted, purged)
          .when(update(Changes.none()))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void isOfWhatTheSenderExpects() {
      given(named, deleted)
          .when(new PurgeFunction(ID, "default", Expected.version(2)))
          .expectException(problem(ProblemType.STALE_VERSION))
          .expectNoEvents();
    }

    @Test
    void isNotForOtherNamespaces() {
      given(named, deleted)
          .when(new PurgeFunction(ID, "other", Expected.ANY))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void isAnsweredAgainWhereItIsRetried() {
      given(named, deleted, with(keyed("k", "f"), purged))
          .when(purge, keyed("k", "f"))
          .expectResultMessagePayload(Accepted.before(ID, 2, 1))
          .expectNoEvents();
    }
  }

  @Nested
  class Retrying extends FunctionFixture {
    private final Changes change = Changes.of(Field.DESCRIPTION, "x");

    @Test
    void answersAsTheFirstTimeAndAddsNoEvent() {
      given(created(), with(keyed("k", "f"), updated(2, change)), updated(3, Changes.none()))
          .when(update(change), keyed("k", "f"))
          .expectResultMessagePayload(Accepted.before(ID, 1, 2))
          .expectNoEvents();
    }

    @Test
    void comesBeforeExpectationsAndRules() {
      given(created(), with(keyed("k", "f"), updated(2, change)))
          .when(
              new UpdateFunction(
                  ID, "default", Changes.of(Field.HEAD, "x"), null, Expected.version(1)),
              keyed("k", "f"))
          .expectResultMessagePayload(Accepted.before(ID, 1, 2))
          .expectNoEvents();
    }

    @Test
    void worksOnADeletedFunction() {
      given(created(), with(keyed("k", "f"), new FunctionDeleted(ID, "default", null)))
          .when(new DeleteFunction(ID, "default", Expected.ANY), keyed("k", "f"))
          .expectResultMessagePayload(Accepted.before(ID, 1, 1))
          .expectNoEvents();
    }

    @Test
    void neverTellsAnotherNamespace() {
      given(created(), with(keyed("k", "f"), updated(2, change)))
          .when(new UpdateFunction(ID, "other", change, null, Expected.ANY), keyed("k", "f"))
          .expectException(problem(ProblemType.NOT_FOUND))
          .expectNoEvents();
    }

    @Test
    void refusesTheKeyWithAnotherRequest() {
      given(created(), with(keyed("k", "f"), updated(2, change)))
          .when(update(change), keyed("k", "g"))
          .expectException(problem(ProblemType.IDEMPOTENCY_KEY_REUSED))
          .expectNoEvents();
    }

    @Test
    void keepsTheKeysOfPrincipalsApart() {
      given(created(), with(keyed("k", "f"), updated(2, change)))
          .when(update(change), context("key:other", new Idempotency("k", "f")).toMetaData())
          .expectEvents(updated(3, change));
    }

    @Test
    void recognisesACreationForEver() {
      Object[] events = new Object[RecentRequests.MOST + 2];
      events[0] = with(keyed("create", "c"), created());
      for (int i = 1; i < events.length; i++) {
        events[i] = with(keyed("k" + i, "f"), updated(i + 1L, Changes.none()));
      }

      given(events)
          .when(new CreateFunction(ID, "default", Changes.none(), null), keyed("create", "c"))
          .expectResultMessagePayload(Accepted.before(ID, 0, 1))
          .expectNoEvents();
    }

    @Test
    void refusesAnotherCreationWithTheKey() {
      given(with(keyed("create", "c"), created()))
          .when(new CreateFunction(ID, "default", change, null), keyed("create", "d"))
          .expectException(problem(ProblemType.IDEMPOTENCY_KEY_REUSED))
          .expectNoEvents();
    }

    @Test
    void needsAKeyOfReasonableLength() {
      given(created())
          .when(update(change), keyed("k".repeat(257), "f"))
          .expectException(invalid("Idempotency-Key"))
          .expectNoEvents();
    }
  }
}
