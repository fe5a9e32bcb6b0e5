package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.testing.FreePort;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.RawHttp;
import dev.parley.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The whole program beside a mail server, which is away at first. */
class CodeByMailIT {

  private static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-00000000000c");
  private static final Pattern CODE = Pattern.compile("^ {4}(\\d{6})\r?$", Pattern.MULTILINE);

  /** What is written for programs and for visitors is the same wherever the server stands. */
  private static final String[] WHERE_DIGITS_ARE_OTHERS = {
    "-Duser.language=ar", "-Duser.country=EG"
  };

  private static final String KNOWN = "known@example.com";
  private static final String UNKNOWN = "unknown@example.com";

  private final HttpClient client = HttpClient.newHttpClient();
  private ParleyProcess parley;

  @Test
  @DisplayName(
      "a visitor asks for a code, is mailed it, and from then on reads his customer's room")
  void proves() throws Exception {
    int port = FreePort.find();
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
    try (TestDatabase database = TestDatabase.create();
        ParleyHome home = ParleyHome.create();
        ParleyProcess process =
            ParleyProcess.launch(home, settings(database, port), WHERE_DIGITS_ARE_OTHERS)) {
      parley = process.awaitReady();
      database.execute(
          "INSERT INTO domain (id, name, locale, bot) VALUES ('%s', E'Bücher\\nBcc: x@example.com 📚', 'de', 'fixed')"
              .formatted(DOMAIN));
      say("phone", "My email is " + KNOWN);
      say("laptop", "Who am I?");

      HttpResponse<String> known = post("code", "laptop", "email", KNOWN);
      HttpResponse<String> unknown = post("code", "stranger", "email", UNKNOWN);
      for (HttpResponse<String> answer : List.of(known, unknown)) {
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
      }
      assertThat(known.headers().map()).isEqualTo(unknown.headers().map());
      assertThat(database.queryText("SELECT count(*) FROM customer")).isEqualTo("1");

      server.start();
      assertThat(server.waitForIncomingEmail(30_000, 2)).isTrue();
      MimeMessage mail = mailTo(server, KNOWN);
      assertThat(mail.getSubject()).isEqualTo("Ihr Code für Bücher Bcc: x@example.com 📚");
      assertThat(mail.getAllRecipients()).hasSize(1);
      String code = code(mail);

      assertThat(post("verify", "stranger", "code", code).statusCode()).isEqualTo(401);
      assertThat(history("laptop")).doesNotContain(KNOWN);
      assertThat(post("verify", "laptop", "code", code).statusCode()).isEqualTo(204);
      assertThat(post("verify", "laptop", "code", code).statusCode()).isEqualTo(401);
      assertThat(history("laptop")).contains("My email is " + KNOWN, "Who am I?");
      assertThat(history("phone")).doesNotContain("Who am I?");

      assertThat(parley.metric("parley_codes_tried_total{outcome=\"found\"")).isEqualTo(1);
      assertThat(parley.metric("parley_http_verifications_total{status=\"401\"")).isEqualTo(2);
      await()
          .untilAsserted(
              () ->
                  assertThat(parley.output())
                      .anyMatch(line -> line.endsWith("[Mail] Sent to k***@example.com"))
                      .noneMatch(line -> line.contains(code)));
      assertThat(parley.domain("customers", DOMAIN.toString())).startsWith("1\t");
    } finally {
      server.stop();
    }
  }

  private static Map<String, String> settings(TestDatabase database, int port) {
    return Map.of(
        "DATABASE_URL", database.url(),
        "PARLEY_BOT_WORDS_PER_SECOND", "0",
        "PARLEY_MAIL_HOST", "127.0.0.1",
        "PARLEY_MAIL_PORT", Integer.toString(port),
        "PARLEY_MAIL_TLS", "none",
        "PARLEY_MAIL_FROM", "chat@shop.example");
  }

  private static MimeMessage mailTo(GreenMail server, String address) throws Exception {
    for (MimeMessage mail : server.getReceivedMessages()) {
      if (mail.getAllRecipients()[0].toString().equals(address)) {
        return mail;
      }
    }
    throw new AssertionError("no mail to " + address);
  }

  private static String code(MimeMessage mail) throws Exception {
    Matcher code = CODE.matcher(mail.getContent().toString());
    assertThat(code.find()).isTrue();
    return code.group(1);
  }

  private void say(String visitor, String message) {
    String body =
        new JsonObject()
            .put("domainId", DOMAIN.toString())
            .put("message", message)
            .put("anonymousId", visitor)
            .encode();
    assertThat(RawHttp.send(parley.port(), "POST /api/bot/stream", body).body()).contains("[DONE]");
  }

  private HttpResponse<String> post(String route, String visitor, String field, String value)
      throws Exception {
    String body =
        new JsonObject()
            .put("domainId", DOMAIN.toString())
            .put("anonymousId", visitor)
            .put(field, value)
            .encode();
    return client.send(
        HttpRequest.newBuilder(uri("/api/visitor/" + route))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String history(String visitor) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/bot/messages?domainId=" + DOMAIN))
            .header("Parley-Anonymous-Id", visitor)
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + parley.port() + path);
  }
}
