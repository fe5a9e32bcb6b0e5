package dev.parley.customer;

import static dev.parley.testing.Await.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * A customer verticle on a database of its own, with one domain, and a way to look behind it. As
 * many verticles as wanted may run on one database, each in a Vert.x of its own: nodes.
 */
final class CustomerFixture implements AutoCloseable {

  static final UUID DOMAIN = UUID.fromString("22222222-2222-4222-8222-222222222222");

  static final TurnSettings SETTINGS =
      new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofMillis(1500));

  /** As it is by default, but with time enough for a slow machine. */
  static final TurnSettings UNHURRIED =
      new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofSeconds(15));

  /** For tests that hold a lock on purpose, on a machine of any speed. */
  static final TurnSettings PATIENT =
      new TurnSettings(2, 128, 4096, Duration.ofSeconds(10), Duration.ofSeconds(15));

  private final TestDatabase database;
  private final boolean ownsDatabase;
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Bus bus;
  private final Pool pool;

  private CustomerFixture(
      TestDatabase database, boolean ownsDatabase, PgConnectOptions options, TurnSettings turns) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    BusCodecs.register(vertx.eventBus());
    this.bus = new Bus(vertx);
    this.pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(4))
            .connectingTo(database.connectOptions())
            .using(vertx)
            .build();
    await(
        vertx.deployVerticle(
            new CustomerVerticle(options, turns, new LoggingSettings("INFO", false), meters)));
  }

  static CustomerFixture start() {
    return start(SETTINGS);
  }

  static CustomerFixture start(TurnSettings turns) {
    TestDatabase database = TestDatabase.create();
    CustomerFixture fixture = new CustomerFixture(database, true, database.connectOptions(), turns);
    fixture.createDomain(DOMAIN);
    return fixture;
  }

  /** Another node on the same database. */
  CustomerFixture anotherNode() {
    return new CustomerFixture(database, false, database.connectOptions(), SETTINGS);
  }

  /** Another node on the same database, which reaches it elsewhere: through a proxy, say. */
  CustomerFixture anotherNodeThrough(int port) {
    return new CustomerFixture(
        database, false, database.connectOptions().setHost("127.0.0.1").setPort(port), SETTINGS);
  }

  PgConnectOptions connectOptions() {
    return database.connectOptions();
  }

  Vertx vertx() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }

  void createDomain(UUID id) {
    sql("INSERT INTO domain (id, name) VALUES ($1, 'test')", id);
  }

  Future<TurnOpened> submit(String visitor, String message) {
    return submit(DOMAIN, visitor, message);
  }

  Future<TurnOpened> submit(UUID domain, String visitor, String message) {
    return bus.request(Addresses.CHAT_TURN, new Turn(domain, new VisitorSecret(visitor), message));
  }

  TurnOpened say(String visitor, String message) {
    return await(submit(visitor, message));
  }

  Future<AnswerStored> answer(TurnOpened turn, String text) {
    return bus.request(
        Addresses.CHAT_ANSWER, new FinishedAnswer(turn, text, AnswerStatus.COMPLETE));
  }

  List<Row> sql(String sql, Object... parameters) {
    RowSet<Row> rows = await(pool.preparedQuery(sql).execute(Tuple.from(parameters)));
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  long count(String table) {
    return sql("SELECT count(*) FROM " + table).get(0).getLong(0);
  }

  /** A foreign transaction: somebody else's connection, which holds what it touched. */
  PgConnection foreign(String... statements) {
    PgConnection connection = await(PgConnection.connect(vertx, database.connectOptions()));
    await(connection.query("BEGIN").execute());
    for (String statement : statements) {
      await(connection.query(statement).execute());
    }
    return connection;
  }

  /** How many times the statement for turns was sent: the round trips. */
  long attempts() {
    return meters.get("parley.batch.size").summary().count();
  }

  double turns(String outcome) {
    return meters.get("parley.turns").tag("outcome", outcome).counter().count();
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
    if (ownsDatabase) {
      database.close();
    }
  }
}
