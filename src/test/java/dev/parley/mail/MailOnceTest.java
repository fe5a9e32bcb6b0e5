package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import dev.parley.testing.Logged;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A mail that is tried more than once")
class MailOnceTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
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
    Mailing mailing = mailing(server, LONG, LONG);
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

  @Test
  @DisplayName("is waited for, beyond the timeout, once the server has all of it")
  void slowToTake() {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx)
            .on(
                ScriptedSmtp.END,
                client ->
                    vertx.setTimer(2 * SHORT.toMillis(), over -> client.write("250 at last\r\n")));
    Mailing mailing = mailing(server, SHORT, LONG);
    mailing.send(MAIL);
    mailing.awaitEnd("sent", 1);
    assertThat(server.told).containsOnlyOnce(ScriptedSmtp.END);
  }

  @Test
  @DisplayName("is tried no more when the server goes with it, and the log says that nobody knows")
  void goesWithIt() {
    ScriptedSmtp server = new ScriptedSmtp(vertx).on(ScriptedSmtp.END, NetSocket::close);
    Mailing mailing = mailing(server, LONG, LONG);
    try (Logged logged = Logged.warnings()) {
      mailing.send(MAIL);
      mailing.awaitEnd("unknown", 1);
      assertThat(logged.texts())
          .containsExactly(
              "[Mail] It is unknown whether it was sent to a***@example.com: all of it was, but not"
                  + " answered: the connection was closed");
    }
    assertThat(mailing.tried()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "250-so", "what", "2"})
  @DisplayName("is tried no more when the answer does not come, or is none")
  void unanswered(String answer) {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx)
            .on(
                ScriptedSmtp.END,
                client -> {
                  if (!answer.isEmpty()) {
                    client.write(answer + "\r\n");
                  }
                });
    Mailing mailing = mailing(server, SHORT, SHORT);
    try (Logged logged = Logged.errors()) {
      mailing.send(MAIL);
      mailing.awaitEnd("unknown", 1);
      assertThat(server.told).containsOnlyOnce(ScriptedSmtp.END);
      await(vertx.close());
      assertThat(logged.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("is known to be sent when the server goes right behind its answer")
  void goesBehindIt() {
    ScriptedSmtp server =
        new ScriptedSmtp(vertx)
            .on(ScriptedSmtp.END, client -> client.end(Buffer.buffer("250 ok\r\n")));
    Mailing mailing = mailing(server, LONG, LONG);
    try (Logged logged = Logged.warnings()) {
      mailing.send(MAIL);
      mailing.awaitEnd("sent", 1);
      await(vertx.close());
      assertThat(logged.texts()).isEmpty();
    }
  }

  @Test
  @DisplayName("is tried again when the server went before it had all of it")
  void wentBefore() {
    AtomicInteger times = new AtomicInteger();
    ScriptedSmtp server =
        new ScriptedSmtp(vertx)
            .on(
                "DATA",
                client -> {
                  if (times.incrementAndGet() == 1) {
                    client.close();
                  } else {
                    client.write("354 go on\r\n");
                  }
                });
    Mailing mailing = mailing(server, LONG, LONG);
    mailing.send(MAIL);
    mailing.awaitEnd("sent", 1);
    assertThat(mailing.tried()).isEqualTo(2);
  }

  private Mailing mailing(ScriptedSmtp server, Duration timeout, Duration answerTimeout) {
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            server.port(),
            "",
            "",
            "chat@shop.example",
            "none",
            timeout,
            LONG,
            2,
            10,
            5,
            20);
    return new Mailing(
        vertx, settings, (own, its) -> new MailSender(own, its, Optional.empty(), answerTimeout));
  }
}
