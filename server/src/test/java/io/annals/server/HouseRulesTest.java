package io.annals.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
