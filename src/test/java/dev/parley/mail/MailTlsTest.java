package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Mail;
import dev.parley.mail.SmtpServer.Mode;
import dev.parley.settings.MailSettings;
import dev.parley.testing.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.mail.MailMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A mail server that is reached by TLS")
class MailTlsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String NO_TLS = "SSLHandshakeException";
  private static final MailMessage MAIL =
      Letter.write(new Mail("ann@example.com", "Your code", "012345"), "chat@shop.example");

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

  private void send(SmtpServer server, String tls, SelfSigned trusted) {
    await(sender(server, tls, trusted).send(MAIL));
  }

  private MailSender sender(SmtpServer server, String tls, SelfSigned trusted) {
    MailSettings settings =
        new MailSettings(
            "localhost",
            server.port(),
            "parley",
            "pass-word",
            "chat@shop.example",
            tls,
            LONG,
            LONG,
            1,
            1,
            5,
            20);
    PfxOptions trust =
        new PfxOptions().setPath(trusted.store().toString()).setPassword(SelfSigned.PASSWORD);
    return new MailSender(vertx, settings, Optional.of(trust), LONG);
  }

  @Test
  @DisplayName("by STARTTLS is told nothing before it is there, neither who signs in nor the mail")
  void startTls() {
    SmtpServer server = new SmtpServer(vertx, Mode.STARTTLS, own);
    send(server, "starttls", own);
    assertThat(server.inTheClear).containsExactly("EHLO shop.example", "STARTTLS");
    assertThat(server.encrypted)
        .startsWith("EHLO shop.example")
        .contains("RCPT TO:<ann@example.com>", "012345")
        .anyMatch(line -> line.startsWith("AUTH PLAIN"));
  }

  @Test
  @DisplayName("from the first byte is told nothing in the clear")
  void tls() {
    SmtpServer server = new SmtpServer(vertx, Mode.TLS, own);
    send(server, "tls", own);
    assertThat(server.inTheClear).isEmpty();
    assertThat(server.encrypted).contains("RCPT TO:<ann@example.com>", "012345");
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  @DisplayName("and goes with a whole mail may have taken it")
  void goes(Mode mode) {
    SmtpServer server = new SmtpServer(vertx, mode, own);
    server.goesAtTheEnd = true;
    assertThatThrownBy(() -> send(server, mode.name().toLowerCase(Locale.ROOT), own))
        .hasStackTraceContaining(UnansweredException.class.getSimpleName());
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  @DisplayName("is told nothing when nobody vouches for it, or when its certificate is another's")
  void strangers(Mode mode) {
    String tls = mode.name().toLowerCase(Locale.ROOT);
    SmtpServer unknown = new SmtpServer(vertx, mode, own);
    SmtpServer other = new SmtpServer(vertx, mode, ofAnotherName);

    assertThatThrownBy(() -> send(unknown, tls, ofAnotherName)).hasStackTraceContaining(NO_TLS);
    MailSender again = sender(other, tls, ofAnotherName);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> await(again.send(MAIL))).hasStackTraceContaining(NO_TLS);
    }

    for (SmtpServer server : List.of(unknown, other)) {
      assertThat(server.encrypted).isEmpty();
      assertThat(server.inTheClear).isSubsetOf("EHLO shop.example", "STARTTLS", "QUIT");
    }
  }

  @Test
  @DisplayName("but does not offer it, is told nothing")
  void notOffered() {
    SmtpServer server = new SmtpServer(vertx, Mode.NEVER, own);
    assertThatThrownBy(() -> send(server, "starttls", own)).hasMessageContaining("STARTTLS");
    assertThat(server.inTheClear).isSubsetOf("EHLO shop.example", "QUIT");
  }
}
