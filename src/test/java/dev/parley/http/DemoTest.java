package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.Role;
import dev.parley.settings.AddressRanges;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo")
class DemoTest {

  private HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> browse(String path) {
    return http.send(
        http.request(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8").GET());
  }

  @Test
  @DisplayName(
      "is what a browser gets at /, with the line to embed, and nothing but what its policy allows")
  void page() {
    HttpResponse<String> page = browse("/");

    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.body())
        .contains("http://127.0.0.1:" + http.port() + "</span>/widget.js")
        .doesNotContainPattern("<style|style=|<script(?![^>]*src=)|\\son\\w+=");
    Matcher named = Pattern.compile("(?:href|src)=\"(site/[^\"]+)\"").matcher(page.body());
    while (named.find()) {
      assertThat(browse("/" + named.group(1)).statusCode()).as(named.group(1)).isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "shows whoever watches what happens in the demo's domain, addresses masked, and in no other one")
  void events() throws Exception {
    try (RawConnection raw = http.connect()) {
      raw.send("GET /demo/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(raw.readUntil(": watching")).contains("text/event-stream");

      recognised(UUID.randomUUID(), "stranger@example.com");
      recognised(ScriptedParley.DOMAIN, "rishik@gmail.com");
      new Bus(http.vertx)
          .publish(
              Addresses.CHAT_EVENTS,
              new ChatEvent.MessageStored(
                  ScriptedParley.DOMAIN,
                  UUID.randomUUID(),
                  UUID.randomUUID(),
                  UUID.randomUUID(),
                  Role.ASSISTANT,
                  AnswerStatus.STOPPED));

      String seen = raw.readUntil("stopped");
      assertThat(seen)
          .contains("\"what\":\"raced\"", "\"email\":\"r***@gmail.com\"", "\"what\":\"answer\"")
          .doesNotContain("rishik", "example.com")
          .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
    }
  }

  private void recognised(UUID domain, String email) {
    new Bus(http.vertx)
        .publish(
            Addresses.CHAT_EVENTS,
            new ChatEvent.CustomerRecognised(
                domain,
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                email,
                Outcome.RACED));
  }

  @Test
  @DisplayName(
      "is not there where it is switched off: nobody is told of a domain that may not be there either")
  void off() {
    http.close();
    http =
        new HttpFixture(
            HttpFixture.settings(HttpFixture.SETTINGS.keepAlive(), AddressRanges.NONE, false),
            HttpFixture.NO_LIMITS);

    HttpResponse<String> home = browse("/");
    assertThat(home.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(home.body()).startsWith("Parley answers the visitors").doesNotContain("curl");
    assertThat(browse("/demo/events").statusCode()).isEqualTo(404);
    assertThat(browse("/widget.js").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("is not shown, nor told of, where the database has no domain for it")
  void noDomain() {
    http.parley.noPolicy = Optional.of(Failure.UNKNOWN_DOMAIN);

    HttpResponse<String> home = browse("/");
    assertThat(home.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(home.body()).contains("scripts/domain create").doesNotContain("11111111");
  }

  @Test
  @DisplayName("is shown while the database is away")
  void away() {
    http.parley.noPolicy = Optional.of(Failure.UNAVAILABLE);

    assertThat(browse("/").body()).contains("/widget.js");
  }
}
