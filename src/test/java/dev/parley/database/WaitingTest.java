package dev.parley.database;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.ShuttingDown;
import dev.parley.settings.StartException;
import dev.parley.testing.FreePort;
import dev.parley.testing.Logged;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("Whoever starts and waits for a database")
class WaitingTest {

  private final Vertx vertx = Vertx.vertx();
  private final Logged log = Logged.by(DatabaseArrival.class);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // clocks wrap around

  @TempDir private Path folder;

  @AfterEach
  void end() {
    log.close();
    await(vertx.close());
  }

  private static DatabaseUrl at(String place) {
    return DatabaseUrl.parse("postgresql://ann:hush@" + place + "/parley");
  }

  private List<String> lines(DatabaseUrl url, LongSupplier clock, int atLeast) {
    new DatabaseArrival(vertx, url, clock).await();
    return Awaitility.await().until(log::texts, lines -> lines.size() >= atLeast);
  }

  @Test
  @DisplayName("is told that its host is unknown")
  void unknownHost() {
    assertThat(lines(at("nowhere.invalid"), now::get, 1))
        .containsExactly(
            "The database ann@nowhere.invalid:5432/parley is away: The connection attempt failed"
                + " (unknown host nowhere.invalid). Parley is waiting for it");
  }

  @Test
  @DisplayName("is told that it refuses, and that again as each minute has passed")
  void refused() {
    int port = FreePort.find();
    LongSupplier minutes = () -> now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(lines(at("127.0.0.1:" + port), minutes, 3))
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("The database ann@127.0.0.1:" + port + "/parley is away: ")
                    .endsWith("(Connection refused). Parley is waiting for it"));
  }

  @Test
  @DisplayName("waits no longer when Parley goes down")
  void goesDown() {
    BusCodecs.register(vertx.eventBus());
    DatabaseUrl away = at("127.0.0.1:" + FreePort.find());
    Future<Void> arrival = new DatabaseArrival(vertx, away, now::get).await();
    Awaitility.await().until(() -> !log.texts().isEmpty());

    new Bus(vertx).publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now()));

    assertThatThrownBy(() -> await(arrival)).isInstanceOf(StartException.class);
  }

  @Test
  @DisplayName("is told once in a minute, however often it looks")
  void onceInAMinute() throws IOException {
    try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      hangsUp.setSoTimeout(20_000);
      new DatabaseArrival(vertx, at("127.0.0.1:" + hangsUp.getLocalPort()), now::get).await();
      for (int i = 0; i < 4; i++) {
        hangsUp.accept().close();
      }
    }
    assertThat(log.texts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  @DisplayName("does not wait for one without TLS to have it")
  void noTls(String mode) {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      DatabaseUrl url =
          DatabaseUrl.parse(database.url().replaceFirst("sslmode=\\w+", "sslmode=" + mode));
      assertThatThrownBy(
              () -> await(WhileAway.again(vertx, () -> new DatabaseArrival(vertx, url).await())))
          .isInstanceOf(StartException.class)
          .hasMessage(
              "The database "
                  + url
                  + " does not speak TLS, but DATABASE_URL has sslmode="
                  + mode
                  + ".");
    }
  }

  @Test
  @DisplayName("does not wait for a root certificate to be there, or to be one")
  void noRootCertificate() throws IOException {
    Path missing = folder.resolve("missing.crt");
    Path other = Files.writeString(folder.resolve("other.crt"), "no certificate");
    for (Path file : List.of(missing, folder, other)) {
      DatabaseUrl url =
          DatabaseUrl.parse(
              at("127.0.0.1:" + FreePort.find()).toUrl().replaceFirst("\\?.*", "")
                  + "?sslmode=verify-full&sslrootcert="
                  + file);
      assertThatThrownBy(() -> await(new DatabaseArrival(vertx, url).await()))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith(
              "DATABASE_URL has sslrootcert="
                  + file
                  + ", which is no certificate that can be read (");
    }
  }
}
