package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Streams that are open at the same time")
class OpenStreamsIT {

  private static final UUID DOMAIN = UUID.randomUUID();
  private static final int PER_VISITOR = 3;
  private static final int IN_ALL = 6;

  private static TestDatabase database;
  private static ParleyHome home;
  private static ParleyProcess parley;

  /** Those that a test opened. */
  private final List<Stream> streams = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    database.execute(
        "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'a', 'fixed', '%s')"
            .formatted(DOMAIN, "word ".repeat(500)));
    home = ParleyHome.create();
    parley =
        ParleyProcess.start(
            home,
            Map.of(
                "DATABASE_URL",
                database.url(),
                "PARLEY_BOT_WORDS_PER_SECOND",
                "0.1",
                "PARLEY_SHUTDOWN_GRACE",
                "0s",
                "PARLEY_LIMITS_MAX_STREAMS_PER_VISITOR",
                Integer.toString(PER_VISITOR),
                "PARLEY_LIMITS_MAX_STREAMS",
                Integer.toString(IN_ALL)));
  }

  @AfterAll
  static void stop() throws Exception {
    parley.close();
    home.close();
    database.close();
  }

  /** An answer that begins, and goes on for long. */
  private record Stream(Socket socket, String status) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Stream open(String visitor) throws IOException {
    String body =
        "{\"domainId\":\"%s\",\"message\":\"What is Parley?\",\"anonymousId\":\"%s\"}"
            .formatted(DOMAIN, visitor);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), parley.port());
    socket.setSoTimeout(20_000);
    String request =
        "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    BufferedReader answer =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    Stream stream = new Stream(socket, answer.readLine());
    streams.add(stream);
    return stream;
  }

  @Test
  @DisplayName("are bounded for each visitor and in all, and a client that vanishes makes room")
  void bounded() throws Exception {
    try {
      for (int i = 0; i < PER_VISITOR; i++) {
        assertThat(open("ann").status()).contains(" 200 ");
      }
      assertThat(open("ann").status()).contains(" 429 ");
      for (int i = 0; i < IN_ALL - PER_VISITOR; i++) {
        assertThat(open("bob").status()).contains(" 200 ");
      }
      assertThat(open("eve").status()).contains(" 503 ");

      streams.get(0).close();
      await().until(() -> open("eve").status().contains(" 200 "));
      assertThat(open("bob").status()).contains(" 503 ");
    } finally {
      for (Stream stream : streams) {
        stream.close();
      }
    }
    await().until(() -> parley.metric("parley_http_streams_open") == 0);
    for (int i = 0; i < PER_VISITOR; i++) {
      assertThat(open("ann").status()).contains(" 200 ");
    }
    assertThat(open("ann").status()).contains(" 429 ");
    for (Stream stream : streams) {
      stream.close();
    }
  }
}
