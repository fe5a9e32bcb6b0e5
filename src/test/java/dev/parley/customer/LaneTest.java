package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Failure;
import dev.parley.database.Connector;
import dev.parley.testing.Await;
import dev.parley.testing.TcpProxy;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On a lane to the database")
class LaneTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private static final String PID = "SELECT pg_backend_pid()";
  private static final String SLOW = "SELECT pg_sleep(1), pg_backend_pid() AS pid";

  private TestDatabase database;
  private TcpProxy network;
  private Vertx vertx;
  private Context context;
  private Lane lane;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    network =
        TcpProxy.before(database.connectOptions().getHost(), database.connectOptions().getPort());
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    lane =
        onContext(
            () ->
                new Lane(
                    vertx,
                    Connector.to(
                        database.connectOptions().setHost("127.0.0.1").setPort(network.port()))));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    network.close();
    database.close();
  }

  @Test
  @DisplayName("that several use, one who is late fails alone, and the others go on")
  void failsAlone() {
    int pid = pid(LONG);
    Future<RowSet<Row>> first = ask(SLOW, LONG, LONG);
    Future<RowSet<Row>> late = ask(PID, SHORT, LONG);
    Future<RowSet<Row>> last = ask(PID, LONG, LONG);

    assertTimesOut(late);
    assertThat(await(first).iterator().next().getInteger("pid")).isEqualTo(pid);
    assertThat(await(last).iterator().next().getInteger(0)).isEqualTo(pid);
    assertThat(pid(LONG)).isEqualTo(pid);
  }

  @Test
  @DisplayName("that several use, a connection on which nothing is heard is given up")
  void silent() {
    int pid = pid(LONG);
    network.set(TcpProxy.Mode.SILENT);
    Future<RowSet<Row>> other = ask(PID, LONG, LONG);
    assertTimesOut(ask(PID, SHORT, SHORT.multipliedBy(2)));

    await().until(other::isComplete);
    assertThat(other.failed()).isTrue();
    network.set(TcpProxy.Mode.OPEN);
    assertThat(pid(LONG)).isNotEqualTo(pid);
  }

  @Test
  @DisplayName("of its own, whoever is late gives the connection up, and what is under way fails")
  void ownLane() {
    int pid = pid(LONG);
    Future<RowSet<Row>> first = execute(SLOW, LONG);
    assertTimesOut(execute(PID, SHORT));

    await().until(first::isComplete);
    assertThat(first.failed()).isTrue();
    assertThat(pid(LONG)).isNotEqualTo(pid);
  }

  @Test
  @DisplayName("a pulse leaves an idle connection as it is, and opens none")
  void pulse() {
    assertThat(await(pulse(SHORT))).isFalse();
    assertThat(network.connections()).isZero();

    int pid = pid(LONG);
    assertThat(await(pulse(LONG))).isTrue();
    assertThat(pid(LONG)).isEqualTo(pid);
  }

  @Test
  @DisplayName("a pulse does not disturb what is under way")
  void pulseBeside() {
    pid(LONG);
    Future<RowSet<Row>> first = execute(SLOW, LONG);

    assertThat(await(pulse(SHORT))).isTrue();
    assertThat(await(first)).hasSize(1);
  }

  @Test
  @DisplayName("a pulse finds a connection that the network has forgotten, and it is given up")
  void pulseOfNothing() {
    int pid = pid(LONG);
    network.set(TcpProxy.Mode.SILENT);
    assertThat(await(pulse(SHORT))).isFalse();

    network.set(TcpProxy.Mode.OPEN);
    assertThat(pid(LONG)).isNotEqualTo(pid);
  }

  @Test
  @DisplayName("for turns, a connection that was forgotten is made anew before anybody needs it")
  void warmAgain() {
    pid(LONG);
    network.set(TcpProxy.Mode.SILENT);
    List<Lane> lanes = List.of(lane);
    onContext(
        () -> {
          new Pulse(vertx, lanes, lanes, SHORT, SHORT).begin();
          return null;
        });
    await().until(network::hasSwallowed);
    network.set(TcpProxy.Mode.OPEN);

    await()
        .until(
            () ->
                !"0"
                    .equals(
                        database.queryText(
                            """
                            SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND query ~ '^WITH inpu[t] AS'
                            """)));
  }

  @Test
  @DisplayName("for turns, the server soon looks whether anybody is there")
  void keepAlive() {
    Lane ofTurns =
        onContext(
            () ->
                new Lane(
                    vertx,
                    Connector.to(TurnSession.options(database.connectOptions(), SHORT, LONG))));
    assertThat(
            await(onContext(() -> ofTurns.execute("SHOW tcp_keepalives_idle", Tuple.tuple(), LONG)))
                .iterator()
                .next()
                .getString(0))
        .isEqualTo("60");
  }

  @Test
  @DisplayName("enquiries beyond what may wait are refused at once, and those before are answered")
  void tooMany() {
    Enquiries enquiries = new Enquiries(vertx, lane, LONG, 1, 1);
    Future<RowSet<Row>> first = onContext(() -> enquiries.ask(SLOW, Tuple.tuple()));
    Future<RowSet<Row>> second = onContext(() -> enquiries.ask(PID, Tuple.tuple()));
    Future<RowSet<Row>> third = onContext(() -> enquiries.ask(PID, Tuple.tuple()));

    assertThat(third.failed()).isTrue();
    assertThat(Failure.of(third.cause())).isEqualTo(Failure.UNAVAILABLE);
    assertThat(await(first)).hasSize(1);
    assertThat(await(second)).hasSize(1);
  }

  @Test
  @DisplayName("an enquiry that waited in vain for its turn is not sent")
  void notSent() {
    database.execute("CREATE TABLE sent (way text)");
    Enquiries enquiries = new Enquiries(vertx, lane, SHORT, 1, 10);
    pid(LONG);
    Future<RowSet<Row>> first = onContext(() -> enquiries.ask(SLOW, Tuple.tuple()));
    Future<RowSet<Row>> second =
        onContext(() -> enquiries.ask("INSERT INTO sent VALUES ('late')", Tuple.tuple()));

    for (Future<?> late : new Future<?>[] {first, second}) {
      await().until(late::isComplete);
      assertThat(Failure.of(late.cause())).isEqualTo(Failure.UNAVAILABLE);
    }
    pid(LONG); // behind it, if it was sent
    assertThat(database.queryText("SELECT count(*) FROM sent")).isEqualTo("0");
  }

  private Future<Boolean> pulse(Duration patience) {
    return onContext(() -> lane.pulse(patience));
  }

  /** Of its connection, which takes long to open on a slow machine. */
  private int pid(Duration patience) {
    AtomicInteger pid = new AtomicInteger();
    await()
        .atMost(LONG)
        .until(
            () -> {
              Future<RowSet<Row>> asked = execute(PID, patience);
              await().atMost(LONG).until(asked::isComplete);
              if (asked.succeeded()) {
                pid.set(asked.result().iterator().next().getInteger(0));
              }
              return asked.succeeded();
            });
    return pid.get();
  }

  private Future<RowSet<Row>> execute(String sql, Duration patience) {
    return onContext(() -> lane.execute(sql, Tuple.tuple(), patience));
  }

  private Future<RowSet<Row>> ask(String sql, Duration patience, Duration silence) {
    return onContext(() -> lane.executeBesideOthers(sql, Tuple.tuple(), patience, silence));
  }

  private static void assertTimesOut(Future<?> late) {
    await().until(late::isComplete);
    assertThat(late.cause()).isInstanceOf(TimeoutException.class);
  }

  /** Lanes and enquiries belong to one event loop. */
  private <T> T onContext(Callable<T> action) {
    return Await.onContext(context, action);
  }
}
