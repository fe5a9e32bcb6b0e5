package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.OpenAnswer;
import dev.parley.bus.Proof;
import dev.parley.bus.Source;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Connector;
import dev.parley.database.Ids;
import dev.parley.database.Intake;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.MailSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.Vouched;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

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

  /** Where codes are mailed to is a test's own business. */
  static final MailSettings MAIL =
      new MailSettings(
          "mail.test",
          25,
          "",
          "",
          "chat@shop.example",
          "none",
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          1,
          10,
          5,
          20);

  /** The locks that nodes hold on this database. */
  static final String NODE_LOCKS =
      """
      pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  /** Who would have whole tables, and looks whether they can be had; never this query itself. */
  static final String LOOKS_FOR_A_GAP =
      """
      pg_stat_activity
      WHERE datname = current_database() AND query ~ 'DISTINCT virtualtransactio[n]'
        AND state LIKE '%in transaction'
      """;

  private final TestDatabase database;
  private final boolean ownsDatabase;

  /** As usual, but a look begins sooner after the last one. */
  private static final DeadNodes.Rhythm LOOKING_OFTEN =
      new DeadNodes.Rhythm(
          Duration.ofMillis(500),
          DeadNodes.Rhythm.USUAL.again(),
          DeadNodes.Rhythm.USUAL.patience());

  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Intake intake = new Intake();
  private final Map<UUID, Integer> attempts = new ConcurrentHashMap<>();
  private final Bus bus;
  private final Pool pool;

  private CustomerFixture(
      TestDatabase database,
      boolean ownsDatabase,
      boolean isAlone,
      PgConnectOptions options,
      TurnSettings turns) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    BusCodecs.register(vertx.eventBus());
    this.bus = new Bus(vertx);
    this.pool = database.pool(vertx);
    await(
        vertx.deployVerticle(
            new CustomerVerticle(
                    Connector.to(options),
                    intake,
                    isAlone,
                    turns,
                    MAIL,
                    new LoggingSettings("INFO", false),
                    meters)
                .lookingAfterOthers(LOOKING_OFTEN)));
  }

  static CustomerFixture start() {
    return start(SETTINGS);
  }

  static CustomerFixture start(TurnSettings turns) {
    TestDatabase database = TestDatabase.create();
    CustomerFixture fixture =
        new CustomerFixture(database, true, false, database.connectOptions(), turns);
    fixture.createDomain(DOMAIN);
    return fixture;
  }

  /** Another node on the same database. */
  CustomerFixture anotherNode() {
    return anotherNode(SETTINGS);
  }

  CustomerFixture anotherNode(TurnSettings turns) {
    return new CustomerFixture(database, false, false, database.connectOptions(), turns);
  }

  /** A node that has the database for itself, as far as it knows. */
  CustomerFixture nodeAlone() {
    return new CustomerFixture(database, false, true, database.connectOptions(), SETTINGS);
  }

  /** Another node on the same database, which reaches it elsewhere: through a proxy, say. */
  CustomerFixture anotherNodeThrough(int port) {
    return new CustomerFixture(
        database,
        false,
        false,
        database.connectOptions().setHost("127.0.0.1").setPort(port),
        SETTINGS);
  }

  /** Another node on the same database, which is there as somebody else. */
  CustomerFixture anotherNodeAs(PgConnectOptions options) {
    return new CustomerFixture(database, false, false, options, SETTINGS);
  }

  PgConnectOptions connectOptions() {
    return database.connectOptions();
  }

  TestDatabase database() {
    return database;
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

  /** With a key, by which it is known when it comes again. */
  Future<TurnOpened> submit(String visitor, String message, String key) {
    return bus.request(
        Addresses.CHAT_TURN,
        new Turn(DOMAIN, new VisitorSecret(visitor), message, Optional.of(key)));
  }

  /** By the first of the domain's secrets. */
  Proof proof(String email) {
    String secret =
        sql("SELECT secret FROM domain_secret WHERE domain_id = $1", DOMAIN).get(0).getString(0);
    return Proof.ofHash(email, Vouched.hash(secret, email));
  }

  /** What a visitor says for whom his site vouches. */
  TurnOpened prove(String visitor, String message, String email) {
    return await(
        bus()
            .request(
                Addresses.CHAT_TURN,
                new Turn(
                    DOMAIN,
                    new VisitorSecret(visitor),
                    message,
                    Optional.empty(),
                    Optional.of(proof(email)))));
  }

  TurnOpened say(String visitor, String message) {
    return await(submit(visitor, message));
  }

  TurnOpened say(String visitor, String message, String key) {
    return await(submit(visitor, message, key));
  }

  Future<AnswerStored> answer(TurnOpened turn, String text, AnswerStatus status) {
    return bus.request(
        Addresses.CHAT_ANSWER, new FinishedAnswer(turn, text, status, List.of(), attempt(turn)));
  }

  Future<AnswerStored> answer(TurnOpened turn, String text, Source... sources) {
    return bus.request(
        Addresses.CHAT_ANSWER,
        new FinishedAnswer(turn, text, AnswerStatus.COMPLETE, List.of(sources), attempt(turn)));
  }

  /** A bot tells how far an answer has come. */
  void grow(TurnOpened turn, String text) {
    growAs(attempt(turn), turn, text);
  }

  /** The same, of that attempt. */
  void growAs(int attempt, TurnOpened turn, String text) {
    bus.send(
        Addresses.CHAT_ANSWER_GROWING,
        new GrowingAnswers(List.of(new GrowingAnswer(turn, text, attempt))));
  }

  /** How many times growing answers were sent to the database. */
  long keepings() {
    return meters.get("parley.growing.size").summary().count();
  }

  /** How it stands with the answer, for a bot that would say it. */
  Future<AnswerStanding> claim(TurnOpened turn) {
    return bus.request(Addresses.CHAT_ANSWER_OPEN, new OpenAnswer(turn, true))
        .onSuccess(
            standing -> {
              if (standing instanceof AnswerStanding.Yours yours) {
                attempts.put(turn.turnId(), yours.attempt());
              }
            });
  }

  /** The one that this node was given last. */
  private int attempt(TurnOpened turn) {
    return attempts.getOrDefault(turn.turnId(), 1);
  }

  /** How it stands with the answer, for a bot that would only hear it. */
  AnswerStanding look(TurnOpened turn) {
    return await(bus.request(Addresses.CHAT_ANSWER_OPEN, new OpenAnswer(turn, false)));
  }

  /** The answer as it is stored: its status and its text; empty when there is none. */
  Optional<String> stored(TurnOpened turn) {
    return sql(
            "SELECT status || ': ' || body FROM chat_message WHERE id = $1",
            Ids.next(turn.turnId()))
        .stream()
        .map(row -> row.getString(0))
        .findFirst();
  }

  void awaitStored(TurnOpened turn, String answer) {
    Awaitility.await().untilAsserted(() -> assertThat(stored(turn)).contains(answer));
  }

  /** The server cuts the connections by which nodes hold their locks; they open them again. */
  void cutNodes() {
    Awaitility.await()
        .until(
            () -> {
              sql("SELECT pg_terminate_backend(pid) FROM " + NODE_LOCKS);
              return count(NODE_LOCKS) == 0;
            });
  }

  /** The id by which the others know a node: of the one that was started last. */
  int newestNode() {
    return sql("SELECT max(id) FROM node").get(0).getInteger(0);
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

  /** How many turns wait or are under way. */
  long waiting() {
    return Math.round(meters.get("parley.turns.waiting").gauge().value());
  }

  /** How many times the statement for turns was sent: the round trips. */
  long attempts() {
    return meters.get("parley.batch.size").summary().count();
  }

  /** Whether it has found that nothing is stored. */
  boolean storesNothing() {
    return intake.isStopped();
  }

  /** How many statements failed for good, for that reason. */
  double failed(DatabaseFailure failure) {
    return meters.get("parley.batches.failed").tag("failure", failure.label()).counter().count();
  }

  double repeated() {
    return meters.get("parley.turns.repeated").counter().count();
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
