package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.HostileCorpus;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.RawHttp;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.Vouched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The whole corpus against the whole program, over sockets that know nothing of HTTP. */
@DisplayName("Whatever is sent")
class HostileInputIT {

  private static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final String TURN = "01a20d72-8725-7003-a9d6-ac0e3878784a";
  private static final String STREAM = "/api/bot/stream";
  private static final String AI_SDK = "/api/ai-sdk/" + DOMAIN;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final Map<String, Object> GOOD =
      Map.of("domainId", DOMAIN.toString(), "message", "Hi", "anonymousId", "visitor-1");

  private static final Map<String, Object> CODE =
      Map.of(
          "domainId",
          DOMAIN.toString(),
          "anonymousId",
          "visitor-1",
          "email",
          "a@example.com",
          "code",
          "012345");

  /** What nobody outside is to know of. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "Exception|\\tat |dev\\.parley|io\\.vertx|java\\.|SELECT|INSERT|UPDATE|chat_message"
              + "|SQLSTATE|PostgreSQL ERROR|"
              + HostileCorpus.INJECTED
              + ": yes\r\n");

  private static TestDatabase database;
  private static ParleyHome home;
  private static ParleyProcess parley;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    database.execute(
        "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'a', 'fixed', 'Hello')"
            .formatted(DOMAIN));
    home = ParleyHome.create();
    parley =
        ParleyProcess.start(
            home,
            Map.of(
                "DATABASE_URL", database.url(),
                "PARLEY_LIMITS_ENABLED", "false",
                // There is nobody, but that is found out later.
                "PARLEY_MAIL_HOST", "127.0.0.1",
                "PARLEY_MAIL_PORT", "1",
                "PARLEY_MAIL_FROM", "chat@shop.example",
                "PARLEY_BOT_WORDS_PER_SECOND", "0"));
  }

  @AfterAll
  static void stop() throws Exception {
    parley.close();
    home.close();
    database.close();
  }

  /** It serves, it logged no error and no line of anybody else's, and nothing is left over. */
  @AfterEach
  void isWell() {
    String body = HostileCorpus.with(GOOD, "message", "\"My email is good@example.com\"");
    RawHttp answer = RawHttp.send(parley.port(), "POST " + STREAM, body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("data: [DONE]");
    await().until(() -> parley.metric("parley_http_connections_open{side=\"visitors\"") == 0);
    await().until(() -> parley.metric("parley_http_streams_open") == 0);
    List<String> log = parley.output();
    assertThat(log).noneMatch(line -> line.contains(" ERROR ") && !line.contains("⏎"));
    assertThat(log).noneMatch(line -> line.startsWith(HostileCorpus.FORGED));
    assertThat(log).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
  }

  @Test
  @DisplayName("as a body of any route is answered with what is wrong with it")
  void bodies() throws Exception {
    String chat =
        """
        {"id":"chat-1","messages":[{"id":"m","role":"user","parts":[{"type":"text","text":"Hi"}]}]}""";
    String good = HostileCorpus.with(GOOD, "message", "\"Hi\"");
    List<byte[]> turns = HostileCorpus.bodies(good).toList();
    for (String path :
        new String[] {
          STREAM,
          STREAM + "/" + TURN + "/stop",
          STREAM + "/" + TURN + "/feedback",
          "/api/visitor/reset",
          "/api/visitor/code",
          "/api/visitor/verify"
        }) {
      for (byte[] body : turns) {
        post(path, body);
      }
    }
    for (byte[] body : HostileCorpus.bodies(chat).toList()) {
      post(AI_SDK, body);
    }
  }

  @Test
  @DisplayName("as any field of a body is answered, stored as it is, or refused")
  void fields() throws Exception {
    String secret = secret();
    List<String> texts = new ArrayList<>(HostileCorpus.texts());
    texts.addAll(HostileCorpus.longTexts());
    for (String text : texts) {
      String value = HostileCorpus.quoted(text);
      for (String field :
          new String[] {
            "domainId", "message", "anonymousId", "messageId", "email", "userHash", "userToken"
          }) {
        post(STREAM, HostileCorpus.with(GOOD, field, value));
      }
      String vouched = HostileCorpus.with(GOOD, "email", value);
      String hash = HostileCorpus.quoted(Vouched.hash(secret, text));
      post(STREAM, vouched.substring(0, vouched.length() - 1) + ",\"userHash\":" + hash + "}");
      for (String field : new String[] {"email", "anonymousId"}) {
        post("/api/visitor/code", HostileCorpus.with(CODE, field, value));
      }
      post("/api/visitor/verify", HostileCorpus.with(CODE, "code", value));
      for (String field : new String[] {"rating", "domainId", "anonymousId"}) {
        post(STREAM + "/" + TURN + "/feedback", HostileCorpus.with(GOOD, field, value));
      }
      post(
          AI_SDK,
          """
          {"id":%1$s,"trigger":%1$s,"messageId":%1$s,"messages":[{"id":%1$s,"role":"user",\
          "parts":[{"type":"text","text":%1$s}]}]}"""
              .formatted(value));
      post(
          AI_SDK,
          """
          {"id":"chat-1","messages":[{"id":"m","role":"user","parts":[{"type":"text","text":%s}]}]}"""
              .formatted(value));
    }
    for (String value : HostileCorpus.values()) {
      for (String field : new String[] {"domainId", "message", "anonymousId", "userToken"}) {
        post(STREAM, HostileCorpus.with(GOOD, field, value));
      }
    }
  }

  @Test
  @DisplayName("as a header is answered, and never comes back as one")
  void headers() throws Exception {
    String body = HostileCorpus.with(GOOD, "message", "\"Hi\"");
    for (String name :
        new String[] {
          "Parley-Anonymous-Id", "Idempotency-Key", "Last-Event-ID", "Authorization", "Origin",
          "Accept", "Content-Type", "X-Forwarded-For", "Content-Encoding", "Cookie"
        }) {
      for (String text : HostileCorpus.texts()) {
        post(STREAM, body.getBytes(UTF_8), name + ": " + text);
        get(STREAM + "/" + TURN, "Parley-Anonymous-Id: visitor-1", name + ": " + text);
        get("/api/bot/messages?domainId=" + DOMAIN, name + ": " + text);
      }
    }
    for (String text : HostileCorpus.texts()) {
      get("/widget.js", "Range: " + text, "If-None-Match: " + text, "If-Modified-Since: " + text);
      send(
          "OPTIONS " + STREAM + " HTTP/1.1",
          new byte[0],
          "Origin: https://a.example",
          "Access-Control-Request-Method: " + text,
          "Access-Control-Request-Headers: " + text);
    }
  }

  @Test
  @DisplayName("as a path or a query, written as it is or in hex, is answered")
  void paths() throws Exception {
    for (String text : HostileCorpus.texts()) {
      String hex = URLEncoder.encode(text, UTF_8).replace("+", "%20");
      for (String part : new String[] {text, hex, hex.replace("%", "%25")}) {
        for (String path :
            new String[] {
              "/" + part,
              STREAM + "/" + part,
              STREAM + "/" + TURN + "?from=" + part,
              "/api/ai-sdk/" + DOMAIN + "/" + part + "/stream",
              "/api/domain/" + part,
              "/api/bot/messages?domainId=" + part,
              "/api/bot/messages?domainId=" + DOMAIN + "&limit=" + part,
              "/api/bot/messages?domainId=" + DOMAIN + "&before=" + part,
              "/widget/" + part,
              "/?" + part
            }) {
          get(path, "Parley-Anonymous-Id: visitor-1");
        }
        post(STREAM + "/" + part + "/stop", "{}");
        post("/api/ai-sdk/" + part, "{}");
      }
    }
  }

  @Test
  @DisplayName("as a token, well signed or not, vouches for nobody or for a real address")
  void tokens() throws Exception {
    String body = HostileCorpus.with(GOOD, "message", "\"Hi\"");
    for (String token : HostileCorpus.tokens(secret())) {
      post(STREAM, body.getBytes(UTF_8), "Authorization: Bearer " + token);
      post(STREAM, HostileCorpus.with(GOOD, "userToken", HostileCorpus.quoted(token)));
      get("/api/bot/messages?domainId=" + DOMAIN, "Authorization: Bearer " + token);
    }
    String odd =
        database.queryText(
            "SELECT count(*) FROM customer WHERE email ~ '[[:cntrl:][:space:]\"<>]' OR length(email) > 254");
    assertThat(odd).isEqualTo("0");
  }

  @Test
  @DisplayName(
      "as a method or a path is not counted under its name, so that nobody fills the memory")
  void metrics() throws Exception {
    for (int i = 0; i < 300; i++) {
      send("BREW" + i + " /brew" + i + " HTTP/1.1", new byte[0]);
      send("BREW" + i + " /brew" + i + " HTTP/1.1", new byte[0], "no header");
      send("BREW" + i + " /brew" + i + " TEA/" + i + ".0", new byte[0]);
      get("/brew" + i);
    }
    String metrics = parley.management("/metrics").body();
    assertThat(metrics).doesNotContainIgnoringCase("brew");
  }

  private static String secret() {
    return database.queryText(
        "SELECT secret FROM domain_secret WHERE expires_at IS NULL AND domain_id = '%s'"
            .formatted(DOMAIN));
  }

  private static void post(String path, String body) throws IOException {
    post(path, body.getBytes(UTF_8));
  }

  private static void post(String path, byte[] body, String... headers) throws IOException {
    send("POST " + path + " HTTP/1.1", body, headers);
  }

  private static void get(String path, String... headers) throws IOException {
    send("GET " + path + " HTTP/1.1", new byte[0], headers);
  }

  /** Sends it, and sees that the answer is one of HTTP's, no 5xx, and tells nothing of inside. */
  private static void send(String line, byte[] body, String... headers) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes((line + "\r\nHost: localhost\r\n").getBytes(UTF_8));
    Stream.of(headers).forEach(it -> request.writeBytes((it + "\r\n").getBytes(UTF_8)));
    request.writeBytes(
        ("Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
    request.writeBytes(body);
    String answer = exchange(request.toByteArray());
    assertThat(answer)
        .as(() -> brief(request.toString(UTF_8)))
        .containsPattern("^HTTP/1\\.[01] [234]")
        .doesNotContainPattern("\nHTTP/1\\.[01] 5")
        .doesNotContainPattern(INSIDE);
  }

  private static String brief(String request) {
    return request.substring(0, Math.min(request.length(), 600));
  }

  private static String exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), parley.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
