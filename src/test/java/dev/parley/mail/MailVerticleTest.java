package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import dev.parley.settings.StartException;
import dev.parley.testing.FreePort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real servers of SMTP, and such as are none. */
class MailVerticleTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Mail MAIL =
      new Mail(
          "ann@example.com",
          "Grüße 👋 aus Büro, Café, Žižkov und 東京, von ganz vielen Menschen an Sie",
          "Zwölf 👋\n\n    012345\n.\nEnde");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private Duration grace = Duration.ofMillis(50);
  private String deployment;

  @BeforeEach
  void start() {
    BusCodecs.register(vertx.eventBus());
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  @DisplayName(
      "a mail arrives in plain text and UTF-8, marked as a machine's; as somebody who signs in")
  void arrives() throws Exception {
    GreenMail server = greenMail(FreePort.find());
    server.setUser("chat@shop.example", "parley", "pass-word");
    try {
      deploy(settings(server.getSmtp().getPort(), LONG, LONG, 10, "parley"));
      send(MAIL);
      assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
      MimeMessage arrived = server.getReceivedMessages()[0];
      assertThat(arrived.getSubject()).isEqualTo(MAIL.subject());
      assertThat(arrived.getContent().toString().replace("\r\n", "\n").strip())
          .isEqualTo(MAIL.text());
      assertThat(arrived.getContentType()).startsWith("text/plain").containsIgnoringCase("utf-8");
      assertThat(arrived.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(arrived.getHeader("From")).containsExactly("chat@shop.example");
      assertThat(arrived.getHeader("To")).containsExactly("ann@example.com");
      awaitEnd("sent", 1);
    } finally {
      server.stop();
    }
  }

  @Test
  @DisplayName("a server that is away at first is tried again, on the way down too")
  void away() throws Exception {
    grace = LONG;
    int port = FreePort.find();
    deploy(settings(port, LONG, LONG, 10, ""));
    send(MAIL);
    Awaitility.await().until(() -> tried() > 0);
    var down = vertx.undeploy(deployment);
    GreenMail server = greenMail(port);
    try {
      await(down);
      assertThat(server.getReceivedMessages()).hasSize(1);
      assertThat(ended("sent")).isEqualTo(1);
    } finally {
      server.stop();
    }
  }

  @Test
  @DisplayName("a mail that is refused for good is not tried again; one that is refused for now is")
  void refused() {
    deploy(settings(smtp("550 no such user ann@example.com"), LONG, LONG, 10, ""));
    send(MAIL);
    awaitEnd("refused", 1);
    assertThat(connections).hasValue(1);
    await(vertx.undeploy(deployment));

    deploy(settings(smtp("451 later"), LONG, LONG, 10, ""));
    send(MAIL);
    Awaitility.await().until(() -> connections.get() >= 3);
    assertThat(ended("refused")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\n\r\n", "220", "\u0000\u0001\r\n\r\n", "220-a\r\n"})
  @DisplayName(
      "of a server that says nothing, or nonsense, the connection is closed, and the mail given up")
  void nonsense(String says) {
    int port = listen(socket -> socket.write(says));
    deploy(settings(port, Duration.ofMillis(150), Duration.ofMillis(600), 10, ""));
    send(MAIL);
    awaitEnd("given_up", 1);
    awaitAllClosed();
  }

  @Test
  @DisplayName("so is that of one that drips for ever")
  void drips() {
    int port =
        listen(
            socket ->
                vertx.setPeriodic(
                    20,
                    timer ->
                        socket.write("220-more\r\n").onFailure(gone -> vertx.cancelTimer(timer))));
    deploy(settings(port, Duration.ofMillis(150), Duration.ofMillis(300), 10, ""));
    send(MAIL);
    awaitEnd("given_up", 1);
    awaitAllClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"220-", "220-here\r\n220-"})
  @DisplayName("one that talks without end is hung up on before it fills the memory")
  void talks(String beginning) {
    int port =
        listen(
            socket -> {
              socket.write(beginning);
              talk(socket, 32);
            });
    deploy(settings(port, LONG, Duration.ofMillis(300), 10, ""));
    send(MAIL);
    awaitEnd("given_up", 1);
    awaitAllClosed();
  }

  /** And then it waits, with a line that has no end yet. */
  private static void talk(NetSocket socket, int mebibytes) {
    if (mebibytes > 0) {
      socket.write("x".repeat(1 << 20)).onSuccess(written -> talk(socket, mebibytes - 1));
    }
  }

  @Test
  @DisplayName("no more wait than may; on the way down they have the grace, and no longer")
  void bounded() {
    int port = listen(socket -> {});
    deploy(settings(port, LONG, LONG, 3, ""));
    for (int i = 0; i < 5; i++) {
      send(MAIL);
    }
    awaitEnd("dropped", 2);
    await(vertx.undeploy(deployment));
    assertThat(ended("sent")).isZero();
  }

  @Test
  @DisplayName("a server without a sender stops the start")
  void noSender() {
    MailSettings from = new MailSettings("h", 25, "", "", "", "none", LONG, LONG, 1, 1, 5, 20);
    assertThatThrownBy(() -> new MailVerticle(from, LONG, meters))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("mail.from (PARLEY_MAIL_FROM) must be set");
    assertThat(new MailSettings("h", 25, "u", "pass-word", "", "none", LONG, LONG, 1, 1, 5, 20))
        .asString()
        .doesNotContain("pass-word");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "東京のお店でのチャットのためのあなたの確認コード、東京のお店でのチャットのためのあなたの確認コード",
        "👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋",
        "Your code for a shop with a name that is long enough for many lines, as it is said to be fine",
        "=?UTF-8?B?eA==?="
      })
  @DisplayName(
      "a subject is folded into lines of 76 characters, whatever it is, and arrives as it is")
  void foldedSubject(String subject) throws Exception {
    ScriptedSmtp server = new ScriptedSmtp(vertx);
    deploy(settings(server.port(), LONG, LONG, 10, ""));
    send(new Mail("ann@example.com", subject, "Hello"));
    awaitEnd("sent", 1);
    List<String> mail = server.told.subList(server.told.indexOf("DATA") + 1, server.told.size());
    assertThat(mail).allMatch(line -> line.length() <= 76);
    MimeMessage read =
        new MimeMessage(
            null, new ByteArrayInputStream(String.join("\r\n", mail).getBytes(US_ASCII)));
    assertThat(read.getSubject()).isEqualTo(subject);
  }

  @Test
  @DisplayName("a sender's domain beyond ASCII is told in punycode, wherever it stands")
  void senderInPunycode() {
    ScriptedSmtp server = new ScriptedSmtp(vertx);
    deploy(settings(server.port(), LONG, LONG, 10, "").withFrom("chat@bücher.example"));
    send(MAIL);
    awaitEnd("sent", 1);
    assertThat(server.told)
        .contains(
            "EHLO xn--bcher-kva.example",
            "MAIL FROM:<chat@xn--bcher-kva.example>",
            "From: chat@xn--bcher-kva.example")
        .anyMatch(line -> line.matches("Message-ID: <[^@]+@xn--bcher-kva.example>"))
        .allMatch(line -> line.chars().allMatch(c -> c < 0x80));
  }

  @Test
  @DisplayName("one whose domain has no punycode stops the start")
  void senderOfNoDomain() {
    MailSettings from = settings(25, LONG, LONG, 10, "").withFrom("chat@bü_cher.example");
    assertThatThrownBy(() -> new MailVerticle(from, LONG, meters))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("mail.from (PARLEY_MAIL_FROM)", "chat@bü_cher.example");
  }

  private void deploy(MailSettings settings) {
    deployment = await(vertx.deployVerticle(new MailVerticle(settings, grace, meters)));
  }

  private void send(Mail mail) {
    new Bus(vertx).send(Addresses.MAIL_SEND, mail);
  }

  private void awaitEnd(String outcome, int mails) {
    Awaitility.await().untilAsserted(() -> assertThat(ended(outcome)).isEqualTo(mails));
  }

  private void awaitAllClosed() {
    Awaitility.await().until(() -> closed.get() == connections.get());
    assertThat(connections.get()).isPositive();
  }

  private double ended(String outcome) {
    return meters.get("parley.mails").tag("outcome", outcome).counter().count();
  }

  private double tried() {
    return meters.get("parley.mails.tried").counter().count();
  }

  private static MailSettings settings(
      int port, Duration timeout, Duration patience, int queueSize, String user) {
    return new MailSettings(
        "127.0.0.1",
        port,
        user,
        user.isEmpty() ? "" : "pass-word",
        "chat@shop.example",
        "none",
        timeout,
        patience,
        2,
        queueSize,
        5,
        20);
  }

  private static GreenMail greenMail(int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
    server.start();
    return server;
  }

  /** As much of SMTP as it takes to refuse a recipient. */
  private int smtp(String toRecipient) {
    return listen(
        socket -> {
          socket.write("220 here\r\n");
          socket.handler(
              said ->
                  socket.write(
                      said.toString().startsWith("RCPT") ? toRecipient + "\r\n" : "250 ok\r\n"));
        });
  }

  /** Counts who connects, and who has gone. */
  private int listen(Handler<NetSocket> served) {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  connections.incrementAndGet();
                  socket.closeHandler(gone -> closed.incrementAndGet());
                  served.handle(socket);
                });
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }
}
