package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.AnswerStatus;
import dev.parley.testing.Await;
import dev.parley.testing.Nginx;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code conf/nginx.conf} promises, with Debian's nginx in front of the real verticle. */
class NginxTest {

  private static final String AI_SDK = "/api/ai-sdk/" + ScriptedParley.DOMAIN;

  private static final Path LOGS = Path.of("target", "nginx");

  private final AtomicReference<ScriptedAnswer> answer = new AtomicReference<>();
  private HttpFixture http;
  private Nginx nginx;

  @BeforeEach
  void start() throws Exception {
    http = new HttpFixture();
    http.parley.script = answer::set;
    nginx = Nginx.start(http.port(), LOGS);
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.close();
    }
    http.close();
  }

  private RawConnection connect() throws Exception {
    return new RawConnection(nginx.port());
  }

  private ScriptedAnswer asked() {
    await().until(() -> answer.get() != null);
    return answer.get();
  }

  private String turnId() {
    return http.parley.opened.get(0).turnId().toString();
  }

  @Test
  @DisplayName("each word goes through before the next one is said, whatever the format")
  void wordByWord() throws Exception {
    for (String accept : new String[] {"text/event-stream", "text/plain"}) {
      answer.set(null);
      try (RawConnection raw = connect()) {
        raw.post("HTTP/1.1", turn("Hi"), "Accept: " + accept, "Accept-Encoding: gzip");
        ScriptedAnswer bot = asked();
        for (String word : new String[] {"One", " two", " three"}) {
          bot.say(word);
          assertThat(raw.readUntil(word)).doesNotContainIgnoringCase("content-encoding");
        }
        bot.end();
        raw.readUntil("\r\n0\r\n\r\n");
      }
    }
  }

  @Test
  @DisplayName("so it does for useChat, whose whole chat may be a mebibyte long")
  void useChat() throws Exception {
    String chat =
        "{\"id\":\"chat-1\",\"messages\":[{\"id\":\"m1\",\"role\":\"user\",\"parts\":"
            + "[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
    String body = chat + " ".repeat(AiSdkRoute.MAX_BODY_BYTES - chat.length());
    try (RawConnection raw = connect()) {
      raw.send("POST " + AI_SDK + " HTTP/1.1\r\nHost: localhost\r\n");
      raw.send("Content-Length: " + body.length() + "\r\n\r\n" + body);
      ScriptedAnswer bot = asked();
      bot.say("Hello");
      raw.readUntil("\"Hello\"}");
      bot.end();
      raw.readUntil("[DONE]");
    }
  }

  @Test
  @DisplayName("a visitor who leaves is noticed, and goes on where it broke")
  void leavesAndResumes() throws Exception {
    try (RawConnection raw = connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      asked().say("Hello");
      raw.readUntil("Hello");
      assertThat(http.parley.cancelled).isEmpty();
    }
    await().untilAsserted(() -> assertThat(http.parley.cancelled).hasSize(1));

    try (RawConnection raw = connect()) {
      raw.send("GET /api/bot/stream/" + turnId() + " HTTP/1.1\r\nHost: localhost\r\n");
      raw.send("Last-Event-ID: 3\r\nParley-Anonymous-Id: visitor-1\r\n\r\n");
      assertThat(raw.readUntil("\"lo\"}")).contains("id: 5\n");
      asked().say(" there").end();
      assertThat(raw.readUntil("[DONE]")).contains("id: 11\n");
    }
  }

  @Test
  @DisplayName("a stop goes through, and the stream's end with it")
  void stops() throws Exception {
    try (RawConnection raw = connect();
        RawConnection other = connect()) {
      raw.post("HTTP/1.1", turn("Hi"));
      asked().say("Hello");
      raw.readUntil("Hello");
      other.send("POST /api/bot/stream/" + turnId() + "/stop HTTP/1.1\r\nHost: localhost\r\n");
      other.send("Parley-Anonymous-Id: visitor-1\r\nContent-Length: 0\r\n\r\n");
      other.readUntil("204");
      raw.readUntil("[DONE]");
    }
  }

  @Test
  @DisplayName("a plain text that breaks off breaks off for the visitor too")
  void brokenOff() throws Exception {
    try (RawConnection raw = connect()) {
      raw.post("HTTP/1.1", turn("Hi"), "Accept: text/plain");
      asked().say("Hel").end(AnswerStatus.FAILED);
      assertThat(raw.readAll()).endsWith("\r\n3\r\nHel\r\n");
    }
  }

  @Test
  @DisplayName("a chat's id, which is its visitor's secret, is in no log, whatever becomes of it")
  void secret() throws Exception {
    String secret = "secret-" + UUID.randomUUID();
    String mark = "mark-" + UUID.randomUUID();
    resume(secret, mark, 204);
    awaitLogged("access.log", mark);

    Await.await(http.vertx.undeploy(http.deployment));
    String away = "mark-" + UUID.randomUUID();
    resume(secret, away, 502);
    awaitLogged("error.log", away);

    for (String log : new String[] {"access.log", "error.log", "printed"}) {
      assertThat(LOGS.resolve(log)).content().doesNotContain(secret);
    }
  }

  /** The mark is asked for afterwards, by the same connection: it is logged after the resume. */
  private void resume(String chat, String mark, int status) throws Exception {
    try (RawConnection raw = connect()) {
      raw.send("GET " + AI_SDK + "/" + chat + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status);
      raw.send("GET /" + mark + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      raw.readAll();
    }
  }

  private static void awaitLogged(String log, String mark) {
    await().untilAsserted(() -> assertThat(LOGS.resolve(log)).content().contains(mark));
  }
}
