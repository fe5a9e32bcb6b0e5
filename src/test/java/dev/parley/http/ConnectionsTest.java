package dev.parley.http;

import static dev.parley.http.HttpFixture.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.settings.AddressRanges;
import dev.parley.settings.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Open connections")
class ConnectionsTest {

  private static final String GET = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final List<ScriptedAnswer> running = new CopyOnWriteArrayList<>();
  private final List<RawConnection> connections = new ArrayList<>();
  private HttpFixture http;

  @AfterEach
  void stop() throws Exception {
    for (RawConnection connection : connections) {
      connection.close();
    }
    http.close();
  }

  private void start(TestLimits limits, String trustedProxies) {
    HttpSettings settings =
        HttpFixture.settings(Duration.ofSeconds(15), AddressRanges.parse(trustedProxies), true);
    http = new HttpFixture(settings, limits.settings());
    http.parley.script = this::begin;
  }

  private RawConnection connect() throws Exception {
    RawConnection raw = http.connect();
    connections.add(raw);
    return raw;
  }

  private RawConnection connect(String from) throws Exception {
    RawConnection raw = new RawConnection(http.port(), InetAddress.getByName(from));
    connections.add(raw);
    return raw;
  }

  private RawConnection hear() throws Exception {
    RawConnection raw = connect().post("HTTP/1.1", turn("Hi"));
    raw.readUntil("Hello");
    return raw;
  }

  private void awaitOpen(int many) {
    await().until(() -> http.limits.connections().taken() == many);
  }

  private double ended(String why) {
    return http.meters.get("parley.http.connections.ended").tag("why", why).counter().count();
  }

  private void begin(ScriptedAnswer answer) {
    running.add(answer); // before anybody can have heard of it
    answer.say("Hello");
  }

  @Test
  @DisplayName(
      "are bounded: a further one is closed at once when all are busy, and served when one has left")
  void inAll() throws Exception {
    start(TestLimits.on().with("maxConnections", 2), "");
    hear();
    RawConnection second = hear();
    assertThat(connect().readAll()).isEmpty();
    assertThat(ended("refused")).isEqualTo(1);
    running.get(0).say(" you");
    connections.get(0).readUntil("you");
    second.close();
    awaitOpen(1);
    hear();
  }

  @Test
  @DisplayName("make room for a new one: the longest quiet goes, and never one that is heard")
  void makeRoom() throws Exception {
    start(TestLimits.on().with("maxConnections", 3), "");
    RawConnection heard = hear();
    RawConnection older = connect().send("POST /api/bot/stream HTTP/1.1\r\n");
    awaitOpen(2);
    RawConnection newer = connect().send(GET);
    newer.readUntil("HTTP/1.1 404");
    RawConnection further = connect().send(GET);
    further.readUntil("HTTP/1.1 404");
    assertThat(older.readAll()).isEmpty();
    assertThat(ended("made_room")).isEqualTo(1);
    newer.send(GET).readUntil("HTTP/1.1 404");
    running.get(0).say(" you");
    heard.readUntil("you");
    awaitOpen(3);
  }

  @Test
  @DisplayName("of one address are bounded, and cost no other address its own")
  void perAddress() throws Exception {
    start(TestLimits.on().with("maxConnectionsPerIp", 1), "");
    hear();
    assertThat(connect().readAll()).isEmpty();
    connect("127.0.0.2").send(GET).readUntil("HTTP/1.1 404");
    RawConnection again = connect("127.0.0.2");
    again.send(GET).readUntil("HTTP/1.1 404");
    assertThat(ended("made_room")).isEqualTo(1);
    awaitOpen(2);
  }

  @Test
  @DisplayName("of a trusted proxy are only bounded in all, and with limits off nobody's are")
  void proxies() throws Exception {
    start(TestLimits.on().with("maxConnectionsPerIp", 1), "127.0.0.1");
    hear();
    hear();
    awaitOpen(2);
    for (RawConnection connection : connections) {
      connection.close();
    }
    http.close();
    running.clear();
    start(TestLimits.on(), "");
    http.close();
    http =
        new HttpFixture(
            HttpFixture.SETTINGS, TestLimits.off(limits -> limits.with("maxConnectionsPerIp", 1)));
    http.parley.script = this::begin;
    hear();
    hear();
    awaitOpen(2);
  }

  @Test
  @DisplayName("are forgotten when they are over, however they ended")
  void forgotten() throws Exception {
    start(TestLimits.on().with("maxConnections", 5), "");
    for (int i = 0; i < 50; i++) {
      connect().send(GET).readUntil("HTTP/1.1 404");
      connect().close();
    }
    for (RawConnection connection : connections) {
      connection.close();
    }
    awaitOpen(0);
    assertThat(http.limits.connections().known()).isZero();
    assertThat(http.meters.get("parley.http.connections.open").gauge().value()).isZero();
  }

  @Test
  @DisplayName(
      "whose client asks on before he is answered are ended, and cost nobody else anything")
  void tooFarAhead() throws Exception {
    start(TestLimits.on(), "");
    byte[] many = GET.repeat(1_000).getBytes(StandardCharsets.UTF_8);
    RawConnection raw = connect();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                raw.send(many);
              }
            })
        .isInstanceOf(IOException.class);
    awaitOpen(0);
    assertThat(ended("ahead")).isEqualTo(1);
  }

  @Test
  @DisplayName("whose client asks on and never reads are ended, and cost nobody else anything")
  void neverRead() throws Exception {
    start(TestLimits.on(), "");
    RawConnection raw = connect();
    RawConnection good = connect();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                raw.send(
                    "GET /widget/0123456789abcdef/chat.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
                good.send(GET).readUntil("HTTP/1.1 404"); // by then the other one is answered
              }
            })
        .isInstanceOf(IOException.class);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        http.meters
                            .get("parley.http.connections.ended")
                            .tag("why", "unread")
                            .counter()
                            .count())
                    .isEqualTo(1));
    assertThat(http.send(http.request("/").GET()).statusCode()).isEqualTo(200);
  }
}
