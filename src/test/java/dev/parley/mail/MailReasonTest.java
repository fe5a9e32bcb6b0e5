package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Mail;
import dev.parley.mail.SmtpServer.Mode;
import dev.parley.settings.MailSettings;
import dev.parley.testing.Logged;
import dev.parley.testing.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Why a mail was not sent")
class MailReasonTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** Whoever is this patient tries once: the first pause is longer. */
  private static final Duration ONCE = Duration.ofMillis(400);

  private static final Mail MAIL = new Mail("ann@example.com", "Your code", "012345");
  private static final String NOT_SENT = "[Mail] Not sent to a***@example.com: ";

  @TempDir private static Path folder;

  private static SelfSigned own;
  private static SelfSigned ofAnotherName;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void makeCertificates() {
    own = SelfSigned.make(folder, "localhost");
    ofAnotherName = SelfSigned.make(folder, "mail.example");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GREETING | 421 4.7.0 mx Too many connections | got error response: 421 4.7.0 mx Too many connections
          MAIL     | 452 4.3.1 Insufficient storage    | sender address not accepted: 452 4.3.1 Insufficient storage
          RCPT     | 451 Greylisted                    | recipient address not accepted: 451 Greylisted
          .        | 451 4.3.0 Try again               | sending data failed: 451 4.3.0 Try again
          GREETING | HTTP/1.1 400 Bad                  | got error response: HTTP/1.1 400 Bad
          """)
  @DisplayName("is told in the server's words, when it was tried in vain")
  void inVain(String command, String answer, String told) {
    ScriptedSmtp server = new ScriptedSmtp(vertx).answer(command, answer);
    assertThat(warnings(settings(server.port(), "", "none", LONG, ONCE), "given_up"))
        .containsExactly(NOT_SENT + "in vain for 0 s: " + told);
  }

  @Test
  @DisplayName("is told at the first attempt, too, and not at each")
  void atFirst() {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx).answer("RCPT", "451 Greylisted", "451 Greylisted", "250 ok");
    try (Logged logged = Logged.by(MailQueue.class)) {
      send(settings(server.port(), "", "none", LONG, LONG)).awaitEnd("sent", 1);
      assertThat(logged.texts())
          .containsExactly(
              "[Mail] Not yet sent to a***@example.com: recipient address not accepted: 451"
                  + " Greylisted",
              "[Mail] Sent to a***@example.com");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Ann@Example.com>: gone",
        "ann%40example.com: gone",
        "Ann: gone",
        "<bob.b@other.example>: gone",
        "\"ann\"@xn--bcher-kva.example: gone",
        "bob@bücher.example: gone",
      })
  @DisplayName("is told in one line, without addresses")
  void withoutAddresses(String words) {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx)
            .answer(
                "RCPT", "550-5.1.1 " + words + "\r\n550-5.1.1 \t\u202Eyes\u001B\r\n550 5.1.1 gone");
    List<String> warnings = warnings(settings(server.port(), "", "none", LONG, LONG), "refused");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith(NOT_SENT + "recipient address not accepted: 550 5.1.1 ")
        .contains("[address]")
        .endsWith(": gone yes gone");
    assertThat(warnings.get(0).substring(NOT_SENT.length()))
        .doesNotContainIgnoringCase("ann")
        .doesNotContain("bob");
  }

  @Test
  @DisplayName("is told without addresses also where the client says it")
  void clientsWords() {
    Throwable cause = new IllegalArgumentException("invalid email address [ann@example.com]");
    assertThat(Reason.of(cause, MAIL.to()))
        .isEqualTo(new Reason(false, "invalid email address [[address]]"));
  }

  @Test
  @DisplayName("is cut short where a server says too much")
  void atLength() {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx).answer("RCPT", "550 no " + "x".repeat(60_000) + "@");
    List<String> warnings = warnings(settings(server.port(), "", "none", LONG, LONG), "refused");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("550 no xxx").endsWith("xxx…").hasSizeLessThan(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SIZE 10         |        | message exceeds allowed size limit
          AUTH GSSAPI     | parley | no allowed AUTH methods available
          """)
  @DisplayName("is told at once, and it is not tried again, when that is of no use")
  void ofNoUse(String offer, String user, String told) {
    ScriptedSmtp server = new ScriptedSmtp(vertx).answer("EHLO", "250-here\r\n250 " + offer);
    String username = Optional.ofNullable(user).orElse("");
    List<String> warnings =
        warnings(settings(server.port(), username, "none", LONG, LONG), "refused");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith(NOT_SENT).contains(told);
    assertThat(server.connections).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"starttls", "tls"})
  @DisplayName("is told at once when the certificate is not trusted, or another's")
  void notTrusted(String tls) {
    Mode mode = tls.equals("tls") ? Mode.TLS : Mode.STARTTLS;
    MailSettings unknown = settings(new SmtpServer(vertx, mode, own).port(), "", tls, LONG, LONG);
    MailSettings another =
        settings(new SmtpServer(vertx, mode, ofAnotherName).port(), "", tls, LONG, LONG);
    String told = NOT_SENT + "its certificate is not trusted: ";
    assertThat(warnings(unknown, "refused"))
        .containsExactly(told + "unable to find valid certification path to requested target");
    assertThat(warnings(another, "refused"))
        .hasSize(1)
        .allMatch(it -> it.startsWith(told) && it.contains("name matching localhost"));
  }

  @Test
  @DisplayName("is told when the server speaks another kind of TLS than was set, or none")
  void wrongKind() {
    int plain = new ScriptedSmtp(vertx).port();
    int tls = new SmtpServer(vertx, Mode.TLS, own).port();
    assertThat(warnings(settings(plain, "", "tls", LONG, ONCE), "given_up"))
        .containsExactly(NOT_SENT + "in vain for 0 s: no TLS: not an SSL/TLS record");
    assertThat(warnings(settings(plain, "", "starttls", LONG, ONCE), "given_up"))
        .contains(NOT_SENT + "in vain for 0 s: STARTTLS required but not supported by server");
    assertThat(warnings(settings(tls, "", "starttls", Duration.ofSeconds(2), ONCE), "given_up"))
        .containsExactly(
            NOT_SENT
                + "in vain for 0 s: not a byte of a greeting (is mail.tls wrong for that port?)"
                + " within 2000 ms");
  }

  private List<String> warnings(MailSettings settings, String end) {
    try (Logged logged = Logged.warnings()) {
      send(settings).awaitEnd(end, 1);
      return logged.texts();
    }
  }

  private Mailing send(MailSettings settings) {
    PfxOptions trust =
        new PfxOptions().setPath(ofAnotherName.store().toString()).setPassword(SelfSigned.PASSWORD);
    Mailing mailing =
        new Mailing(
            vertx, settings, (on, its) -> new MailSender(on, its, Optional.of(trust), LONG));
    mailing.send(MAIL);
    return mailing;
  }

  private static MailSettings settings(
      int port, String user, String tls, Duration timeout, Duration patience) {
    return new MailSettings(
        "localhost", port, user, "", "chat@shop.example", tls, timeout, patience, 2, 10, 5, 20);
  }
}
