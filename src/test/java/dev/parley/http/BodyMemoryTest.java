package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.settings.HttpSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of the bodies that are under way")
class BodyMemoryTest {

  private static final int KIB = 1024;
  private static final int MOST = 64 * KIB;

  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String POST = "POST /api/bot/stream" + HOST;
  private static final String CHAT = "POST /api/ai-sdk/" + ScriptedParley.DOMAIN + HOST;
  private static final String LENGTH = "Content-Length: 16000\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  /** A body's beginning, which takes 8 KiB. */
  private static final String BEGINNING = " ".repeat(8 * KIB);

  private static final String CHUNK = "2000\r\n" + BEGINNING + "\r\n";

  private HttpFixture http;

  @AfterEach
  void stop() {
    http.close();
  }

  private void start(HttpSettings settings) {
    http = new HttpFixture(settings, HttpFixture.NO_LIMITS, System::nanoTime, MOST);
    http.parley.script = answer -> answer.say("Hello").end();
  }

  private RawConnection open(String... pieces) throws Exception {
    RawConnection raw = http.connect();
    for (String piece : pieces) {
      raw.send(piece);
    }
    return raw;
  }

  private void awaitTaken(long bytes) {
    await().untilAsserted(() -> assertThat(http.limits.bodies().taken()).isEqualTo(bytes));
  }

  /** Until nothing more fits. */
  private List<RawConnection> fill() throws Exception {
    List<RawConnection> filling = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      filling.add(
          open((i % 2 == 0 ? POST : CHAT) + (i < 4 ? LENGTH + BEGINNING : CHUNKED + CHUNK)));
    }
    awaitTaken(MOST);
    return filling;
  }

  private void assertSmallOnesPass() {
    assertThat(http.post(turn("Hi")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("is bounded for all routes together; whose piece finds no place is refused")
  void bounded() throws Exception {
    start(HttpFixture.SETTINGS);
    List<RawConnection> first = fill();
    for (String head : new String[] {POST, CHAT}) {
      assertThat(open(head + LENGTH + BEGINNING).readAll())
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("Retry-After: 1\r\n")
          .containsIgnoringCase("Connection: close\r\n")
          .contains("application/problem+json");
      assertThat(open(head + CHUNKED + CHUNK).readAll()).startsWith("HTTP/1.1 503");
    }
    assertThat(
            http.meters.get("parley.http.bodies.refused").tag("side", "visitors").counter().count())
        .isEqualTo(4);
    assertSmallOnesPass();
    awaitTaken(MOST);

    String rest = turn("Here I am");
    rest = " ".repeat(16_000 - BEGINNING.length() - rest.length()) + rest;
    assertThat(first.get(0).send(rest).readAll()).startsWith("HTTP/1.1 503");
    assertThat(first.get(2).send(rest).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
    awaitTaken(MOST - 2 * 8 * KIB);
  }

  @Test
  @DisplayName("is free again when a body is handed over, whatever is in it, and taken once more")
  void handedOver() throws Exception {
    start(HttpFixture.SETTINGS);
    String rest = turn("Here I am");
    for (String body : new String[] {rest, "?".repeat(rest.length())}) {
      RawConnection raw = open(POST + "Content-Length: " + (8 * KIB + rest.length()) + "\r\n\r\n");
      raw.send(BEGINNING);
      awaitTaken(8 * KIB);
      raw.send(body).readUntil("HTTP/1.1 ");
      awaitTaken(0);
      raw.close();
    }
    fill();
  }

  @Test
  @DisplayName("is free again when the senders have left")
  void left() throws Exception {
    start(HttpFixture.SETTINGS);
    fill();
    http.leave();
    awaitTaken(0);
    fill();
  }

  @Test
  @DisplayName("is free again when a body is late")
  void late() throws Exception {
    start(HttpFixture.impatient());
    for (RawConnection raw : fill()) {
      assertThat(raw.dripUntilClosed("")).startsWith("HTTP/1.1 408");
    }
    awaitTaken(0);
  }

  @Test
  @DisplayName("is free again when a body is too large, or no HTTP any more")
  void refused() throws Exception {
    start(HttpFixture.SETTINGS);
    for (String more : new String[] {CHUNK + CHUNK, "zz\r\n"}) {
      RawConnection raw = open(POST + CHUNKED + CHUNK);
      awaitTaken(8 * KIB);
      assertThat(raw.send(more).readAll()).startsWith("HTTP/1.1 4");
      awaitTaken(0);
    }
  }

  @Test
  @DisplayName("is counted by what the buffers have room for, of the smallest pieces, too")
  void smallPieces() throws Exception {
    start(HttpFixture.SETTINGS);
    open(POST + CHUNKED + "1\r\n \r\n".repeat(100));
    awaitTaken(128);
  }

  @Test
  @DisplayName("takes nothing for a body that has come when its head has")
  void atOnce() throws Exception {
    http = new HttpFixture(HttpFixture.SETTINGS, HttpFixture.NO_LIMITS, System::nanoTime, 0);
    assertSmallOnesPass();
    assertThat(open().post("HTTP/1.1", turn("Hi")).readUntil("\r\n\r\n")).contains("200 OK");
    assertThat(open(POST + CHUNKED + "1\r\n \r\n").readAll()).startsWith("HTTP/1.1 503");
  }
}
