package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.Said;
import dev.parley.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Clients that ask and do not read")
class StalledReadersIT {

  private static final int LONG_ONES = 190;
  private static final int ENDLESS_ONES = 10;
  private static final int OTHERS = 100;

  /** An answer as long as they come: the buffers of a connection take it all. */
  private static final Tenant LONG = new Tenant(UUID.randomUUID(), 32_000);

  /** More than any buffers take, so that the server itself has to wait for the reader. */
  private static final Tenant ENDLESS = new Tenant(UUID.randomUUID(), 700_000);

  private static final Tenant BRIEF = new Tenant(UUID.randomUUID(), 200);

  /** One byte in memory, six in JSON. */
  private static final String BULKY = "\u0001";

  private static final int WORDS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestDatabase database;
  private static ParleyHome home;
  private static ParleyProcess parley;
  private static ChatClient visitors;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    Stream.of(LONG, ENDLESS, BRIEF).forEach(tenant -> tenant.createIn(database));
    home = ParleyHome.create();
    parley =
        ParleyProcess.launch(
                home,
                Map.of(
                    "DATABASE_URL", database.url(),
                    "PARLEY_BOT_WORDS_PER_SECOND", "100",
                    "PARLEY_BOT_MAX_ANSWER_CHARS", "1000000"),
                "-Xmx96m",
                "-XX:+ExitOnOutOfMemoryError")
            .awaitReady();
    visitors = new ChatClient();
  }

  @AfterAll
  static void stop() throws Exception {
    visitors.close();
    parley.close();
    home.close();
    database.close();
  }

  @Test
  @DisplayName("hold up nobody, cost little, and their answers are finished and stored")
  void stalled() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < LONG_ONES; i++) {
        stalled.add(askAndNeverRead(LONG, i));
      }
      for (int i = 0; i < ENDLESS_ONES; i++) {
        stalled.add(askAndNeverRead(ENDLESS, i));
      }

      List<Said> others =
          IntStream.range(0, OTHERS)
              .mapToObj(i -> visitors.say(parley, BRIEF.id(), "other-" + i, "Hello " + i))
              .toList();
      others.forEach(Said::await);

      assertThat(others).allMatch(Said::finished);
      await().atMost(PATIENCE).until(() -> LONG.wholeAnswers(database) == LONG_ONES);
      await().atMost(PATIENCE).until(() -> ENDLESS.wholeAnswers(database) == ENDLESS_ONES);
      await().until(() -> openStreams() == ENDLESS_ONES);
      assertThat(visitors.say(parley, BRIEF.id(), "late", "Hello?").await().finished()).isTrue();
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    await().until(() -> openStreams() == 0);
  }

  private static double openStreams() throws Exception {
    return parley.metric("parley_http_streams_open");
  }

  /** A client with hardly any room for what comes. */
  private static Socket askAndNeverRead(Tenant tenant, int number) throws IOException {
    String body =
        """
        {"domainId":"%s","message":"Tell me all","anonymousId":"stalled-%d"}"""
            .formatted(tenant.id(), number);
    String request =
        "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), parley.port()));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A domain whose bot gives one answer, of that many characters. */
  private record Tenant(UUID id, int chars) {

    void createIn(TestDatabase database) {
      String word = BULKY.repeat(chars / WORDS - 1) + " ";
      database.execute(
          "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'talk', 'fixed', '%s')"
              .formatted(id, word.repeat(WORDS)));
    }

    int wholeAnswers(TestDatabase database) {
      return Integer.parseInt(
          database.queryText(
              """
              SELECT count(*) FROM chat_message WHERE domain_id = '%s'
              AND role = 'assistant' AND status = 'complete' AND length(body) = %d
              """
                  .formatted(id, chars)));
    }
  }
}
