package dev.parley.database;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.ShuttingDown;
import dev.parley.domain.DemoDomain;
import dev.parley.settings.StartException;
import dev.parley.testing.Logged;
import dev.parley.testing.TcpProxy;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A step of the start, while the database goes away")
class WhileAwayTest {

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;
  private TcpProxy proxy;
  private DatabaseUrl url;

  @BeforeEach
  void start() {
    BusCodecs.register(vertx.eventBus());
    database = TestDatabase.create();
    DatabaseUrl direct = database.databaseUrl();
    proxy = TcpProxy.before(direct.host(), direct.port());
    url =
        DatabaseUrl.parse(
            direct.toUrl().replace(":" + direct.port() + "/", ":" + proxy.port() + "/"));
  }

  @AfterEach
  void end() {
    await(vertx.close());
    proxy.close();
    database.close();
  }

  private Future<Void> counted(AtomicInteger attempts, Future<Void> step) {
    attempts.incrementAndGet();
    return step;
  }

  @Test
  @DisplayName("is done again until it is done, and that is told once")
  void waits() {
    proxy.set(TcpProxy.Mode.CUT);
    AtomicInteger attempts = new AtomicInteger();
    Pool pool =
        PgBuilder.pool()
            .connectingTo(database.connectOptions().setPort(proxy.port()))
            .using(vertx)
            .build();
    DemoDomain demo = new DemoDomain(pool);
    try (Logged log = Logged.by(WhileAway.class)) {
      Future<Void> done = WhileAway.again(vertx, () -> counted(attempts, demo.install()));
      Awaitility.await().until(() -> attempts.get() > 2);
      assertThat(done.isComplete()).isFalse();
      proxy.set(TcpProxy.Mode.OPEN);
      await(done);
      assertThat(log.texts()).hasSize(1);
    }
  }

  @Test
  @DisplayName("such as a migration, is done again")
  void migrates() {
    proxy.set(TcpProxy.Mode.CUT);
    AtomicInteger attempts = new AtomicInteger();
    Future<Void> done =
        WhileAway.again(vertx, () -> counted(attempts, new Migrations(url).run(vertx)));
    Awaitility.await().until(() -> attempts.get() > 1);
    proxy.set(TcpProxy.Mode.OPEN);
    await(done);
  }

  @Test
  @DisplayName("is given up when Parley goes down")
  void goesDown() {
    AtomicInteger attempts = new AtomicInteger();
    PgException late = new PgException("late", "FATAL", "57P03", "");
    Future<Void> done = WhileAway.again(vertx, () -> counted(attempts, Future.failedFuture(late)));
    Awaitility.await().until(() -> attempts.get() > 0);
    new Bus(vertx).publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now()));
    assertThatThrownBy(() -> await(done)).isSameAs(late);
  }

  @Test
  @DisplayName("that waiting does not mend, fails at once")
  void fails() {
    AtomicInteger attempts = new AtomicInteger();
    for (RuntimeException cause :
        new RuntimeException[] {
          new StartException("no"),
          new PgException("no", "ERROR", "42501", ""),
          new IllegalStateException("no")
        }) {
      assertThatThrownBy(
              () ->
                  await(
                      WhileAway.again(vertx, () -> counted(attempts, Future.failedFuture(cause)))))
          .isSameAs(cause);
    }
    assertThat(attempts).hasValue(3);
    assertThatThrownBy(
            () -> await(WhileAway.again(vertx, () -> Future.failedFuture(new LinkageError("no")))))
        .isInstanceOf(LinkageError.class);
  }
}
