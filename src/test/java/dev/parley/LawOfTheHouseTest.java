package dev.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.Arrays;

/** The verticles meet only on the bus: so each can move to another node, or be replaced. */
@AnalyzeClasses(packages = "dev.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class LawOfTheHouseTest {

  private static final String[] VERTICLES = {
    "dev.parley.http..",
    "dev.parley.customer..",
    "dev.parley.bot..",
    "dev.parley.domain..",
    "dev.parley.privacy..",
    "dev.parley.webhook..",
    "dev.parley.mail.."
  };

  @ArchTest static final ArchRule HTTP_KNOWS_NO_OTHER = knowsNoOther("http");

  @ArchTest static final ArchRule CUSTOMER_KNOWS_NO_OTHER = knowsNoOther("customer");

  @ArchTest static final ArchRule BOT_KNOWS_NO_OTHER = knowsNoOther("bot");

  @ArchTest static final ArchRule DOMAIN_KNOWS_NO_OTHER = knowsNoOther("domain");

  @ArchTest static final ArchRule WEBHOOK_KNOWS_NO_OTHER = knowsNoOther("webhook");

  @ArchTest static final ArchRule MAIL_KNOWS_NO_OTHER = knowsNoOther("mail");

  @ArchTest static final ArchRule PRIVACY_KNOWS_NO_OTHER = knowsNoOther("privacy");

  @ArchTest
  static final ArchRule THE_BUS_KNOWS_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("dev.parley.bus..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are ours, and not of the bus",
                  type ->
                      type.getPackageName().startsWith("dev.parley")
                          && !type.getPackageName().startsWith("dev.parley.bus")));

  @ArchTest
  static final ArchRule ONLY_MAIN_KNOWS_ALL =
      noClasses()
          .that()
          .resideInAnyPackage("dev.parley.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.parley");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("dev.parley.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule MESSAGES_ARE_NOT_SERIALIZABLE =
      classes()
          .that()
          .resideInAPackage("dev.parley.bus..")
          .and()
          .areRecords()
          .should()
          .notBeAssignableTo(Serializable.class);

  private static ArchRule knowsNoOther(String verticle) {
    String own = "dev.parley." + verticle + "..";
    String[] others = Arrays.stream(VERTICLES).filter(it -> !it.equals(own)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true);
  }
}
