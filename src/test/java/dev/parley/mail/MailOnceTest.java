package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A mail that is tried more than once")
class MailOnceTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Mail MAIL = new Mail("ann@example.com", "Your code", "Hello\n.\n012345");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName("is the same one: whoever gets it twice can tell by its Message-ID")
  void sameMessageId() {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx).answer(ScriptedSmtp.END, "451 later", "250 ok", "250 ok");
    Mailing mailing = mailing(server);
    mailing.send(MAIL);
    mailing.awaitEnd("sent", 1);
    mailing.send(MAIL);
    mailing.awaitEnd("sent", 2);

    assertThat(server.headers("Message-ID")).hasSize(3);
    assertThat(server.headers("Message-ID").get(0))
        .endsWith("@shop.example>")
        .isEqualTo(server.headers("Message-ID").get(1))
        .isNotEqualTo(server.headers("Message-ID").get(2));
  }

  private Mailing mailing(ScriptedSmtp server) {
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            server.port(),
            "",
            "",
            "chat@shop.example",
            "none",
            LONG,
            LONG,
            2,
            10,
            5,
            20);
    return new Mailing(vertx, settings, MailSender::new);
  }
}
