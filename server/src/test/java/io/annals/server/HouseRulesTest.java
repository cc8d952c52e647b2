package io.annals.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.queryhandling.QueryHandler;

/** The borders of the house: who may look at whom. */
@AnalyzeClasses(packages = "io.annals", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String API = "io.annals.api..";
  private static final String COMMAND_SIDE = "io.annals.command..";
  private static final String QUERY_SIDE = "io.annals.query..";
  private static final String EVENT_STORE = "io.annals.eventstore..";
  private static final String TRANSPARENCY_LOG = "io.annals.transparency..";
  private static final String DIALECTS = "io.annals.dialect..";
  private static final String SERVER = "io.annals.server..";

  @ArchTest
  static final ArchRule theLanguageKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              COMMAND_SIDE,
              QUERY_SIDE,
              EVENT_STORE,
              TRANSPARENCY_LOG,
              DIALECTS,
              SERVER,
              "org.springframework..",
              "java.sql..",
              "jakarta..");

  @ArchTest
  static final ArchRule theCommandSideKnowsTheLanguageOnly =
      noClasses()
          .that()
          .resideInAPackage(COMMAND_SIDE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              QUERY_SIDE,
              EVENT_STORE,
              TRANSPARENCY_LOG,
              DIALECTS,
              SERVER,
              "org.springframework..",
              "java.sql..");

  @ArchTest
  static final ArchRule theQuerySideKnowsTheLanguageOnly =
      noClasses()
          .that()
          .resideInAPackage(QUERY_SIDE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMMAND_SIDE, EVENT_STORE, TRANSPARENCY_LOG, DIALECTS, SERVER);

  @ArchTest
  static final ArchRule theEventStoreKnowsTheLanguageOnly =
      noClasses()
          .that()
          .resideInAPackage(EVENT_STORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMMAND_SIDE, QUERY_SIDE, TRANSPARENCY_LOG, DIALECTS, SERVER);

  @ArchTest
  static final ArchRule theTransparencyLogKnowsTheLanguageOnly =
      noClasses()
          .that()
          .resideInAPackage(TRANSPARENCY_LOG)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              COMMAND_SIDE, QUERY_SIDE, EVENT_STORE, DIALECTS, SERVER, "org.springframework..");

  @ArchTest
  static final ArchRule dialectsKnowTheLanguageOnly =
      noClasses()
          .that()
          .resideInAPackage(DIALECTS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              COMMAND_SIDE, QUERY_SIDE, EVENT_STORE, TRANSPARENCY_LOG, SERVER, "java.sql..");

  @ArchTest
  static final ArchRule noDialectKnowsAnother =
      slices().matching("io.annals.dialect.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.annals.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule oneGenerationOfJackson =
      noClasses()
          .that()
          .resideInAPackage("io.annals..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..");

  /** Records of the language are tested to arrive in another process as they were sent. */
  @ArchTest
  static final ArchRule whatHandlersTakeAndGiveTravels =
      methods()
          .that()
          .areAnnotatedWith(QueryHandler.class)
          .or()
          .areAnnotatedWith(CommandHandler.class)
          .should(
              new ArchCondition<>("take and give records of the language") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  Stream.of(method.getRawParameterTypes().get(0), method.getRawReturnType())
                      .filter(type -> !travels(type))
                      .forEach(
                          type ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      method, method.getFullName() + " has " + type.getName())));
                }
              });

  private static boolean travels(JavaClass type) {
    return type.isRecord() && type.getPackageName().startsWith("io.annals.api.")
        || Set.of("void", "java.lang.Long", "java.lang.String", CompletableFuture.class.getName())
            .contains(type.getName());
  }

  @ArchTest
  static final ArchRule eventsAreRecords =
      classes()
          .that()
          .resideInAPackage(API)
          .and()
          .areAnnotatedWith(org.axonframework.serialization.Revision.class)
          .should()
          .beRecords();
}
