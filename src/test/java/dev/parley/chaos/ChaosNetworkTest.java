package dev.parley.chaos;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Between a client and a server that sends back what it hears. */
@DisplayName("A bad network")
class ChaosNetworkTest {

  /** Long enough to be a statement. */
  private static final String STATEMENT = "SELECT " + "1 + ".repeat(50) + "1;";

  /** How what others say begins. */
  private static final String OTHER = "other";

  private static final int MEANWHILE = 200;

  private final AtomicReference<String> atServer = new AtomicReference<>("");
  private final AtomicReference<String> atClient = new AtomicReference<>("");

  private final AtomicInteger open = new AtomicInteger();

  private Vertx vertx;
  // Held: one that is not is collected, and Vert.x waits half a minute for what it has open.
  private NetClient clients;
  private int direct;
  private ChaosNetwork network;
  private NetSocket client;
  private volatile boolean serverClosed;
  private volatile boolean clientClosed;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    NetServer server =
        await(vertx.createNetServer().connectHandler(this::echo).listen(0, "127.0.0.1"));
    direct = server.actualPort();
    network = new ChaosNetwork(direct);
    clients = vertx.createNetClient();
    client = await(clients.connect(network.port(), "127.0.0.1"));
    client.exceptionHandler(broken -> {}).closeHandler(closed -> clientClosed = true);
    client.handler(bytes -> atClient.updateAndGet(heard -> heard + bytes));
    say("hello");
    await().until(() -> atClient.get().equals("hello"));
  }

  private void echo(NetSocket socket) {
    open.incrementAndGet();
    socket.exceptionHandler(broken -> {});
    socket.closeHandler(
        closed -> {
          open.decrementAndGet();
          serverClosed = true;
        });
    socket.handler(
        bytes -> {
          if (bytes.toString().startsWith(OTHER)) {
            socket.write(bytes);
            return;
          }
          atServer.updateAndGet(heard -> heard + bytes);
          socket.write(bytes);
        });
  }

  @AfterEach
  void close() {
    await(vertx.close());
    network.close();
  }

  private void say(String text) {
    await(client.write(Buffer.buffer(text)));
  }

  @Test
  @DisplayName("that stalls or is late brings everything in the end, in its order")
  void late() {
    network.stall(true);
    String first = numbers(0, 50);
    say(first);
    othersTalk(direct);
    assertThat(atServer.get()).isEqualTo("hello");
    network.stall(false);
    await().until(() -> atServer.get().equals("hello" + first));
    network.delay(Duration.ofMillis(500));
    String second = numbers(50, 100);
    say(second);
    othersTalk(direct);
    network.delay(Duration.ZERO);
    String third = numbers(100, 150);
    say(third);

    String all = "hello" + first + second + third;
    await().until(() -> atClient.get().length() == all.length());
    assertThat(atServer.get()).isEqualTo(all);
    assertThat(atClient.get()).isEqualTo(all);
  }

  @Test
  @DisplayName("that is late brings nothing before its time")
  void veryLate() {
    network.delay(Duration.ofHours(1));
    say("good-bye");
    othersTalk(direct);

    assertThat(atServer.get()).isEqualTo("hello");
  }

  @Test
  @DisplayName("that is cut tells both sides")
  void cut() {
    network.cut();

    await().until(() -> clientClosed && serverClosed);
  }

  @Test
  @DisplayName("that loses a reply has brought the statement")
  void replyLost() {
    network.breakNext(ChaosNetwork.Break.REPLY_LOST);
    say(STATEMENT);

    await().until(() -> clientClosed && serverClosed);
    assertThat(atServer.get()).isEqualTo("hello" + STATEMENT);
    assertThat(atClient.get()).isEqualTo("hello");
  }

  @Test
  @DisplayName("that breaks within a statement has brought half of it")
  void halfSent() {
    network.breakNext(ChaosNetwork.Break.HALF_SENT);
    say(STATEMENT);

    await().until(() -> clientClosed && serverClosed);
    assertThat("hello" + STATEMENT).startsWith(atServer.get());
    assertThat(atServer.get()).hasSize("hello".length() + STATEMENT.length() / 2);
  }

  @Test
  @DisplayName("that is half open tells nobody anything, until the far side notices")
  void halfOpen() {
    network.drop(Duration.ofMillis(500));
    say(STATEMENT);

    await().until(() -> serverClosed);
    othersTalk(network.port());
    assertThat(clientClosed).isFalse();
    assertThat(atServer.get()).isEqualTo("hello");
  }

  /** Time enough for what must not come, however fast the machine. */
  private void othersTalk(int port) {
    AtomicInteger heard = new AtomicInteger();
    int before = open.get();
    NetSocket other = await(clients.connect(port, "127.0.0.1"));
    other.handler(
        bytes -> {
          if (heard.incrementAndGet() < MEANWHILE) {
            other.write(OTHER);
          }
        });
    await(other.write(OTHER));
    await().until(() -> heard.get() >= MEANWHILE);
    await(other.close());
    await().until(() -> open.get() == before);
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + " ").collect(Collectors.joining());
  }
}
