package dev.parley.privacy;

import static dev.parley.testing.Await.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.AnswerStored;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Erasure;
import dev.parley.bus.ExportPage;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.GrowingAnswer;
import dev.parley.bus.GrowingAnswers;
import dev.parley.bus.MergeCustomers;
import dev.parley.bus.PrivacyRequest;
import dev.parley.bus.Proof;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Connector;
import dev.parley.database.Intake;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestMail;
import dev.parley.testing.Vouched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** Customers and their privacy on a database of their own, and a way to look behind it. */
final class PrivacyFixture implements AutoCloseable {

  private static final TurnSettings TURNS =
      new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofSeconds(15));

  private final TestDatabase database = TestDatabase.create();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus;
  private final Pool pool;

  PrivacyFixture() {
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    pool = database.pool(vertx);
    await(
        vertx.deployVerticle(
            new CustomerVerticle(
                Connector.to(database.connectOptions()),
                new Intake(),
                false,
                TURNS,
                TestMail.NONE,
                new LoggingSettings("INFO", false),
                new SimpleMeterRegistry())));
    await(
        vertx.deployVerticle(new PrivacyVerticle(pool, Duration.ofDays(1), Duration.ofMinutes(2))));
  }

  Vertx vertx() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }

  Pool pool() {
    return pool;
  }

  /** A tenant of a test's own. */
  UUID newDomain() {
    UUID id = UUID.randomUUID();
    sql("INSERT INTO domain (id, name) VALUES ($1, 'test')", id);
    return id;
  }

  Future<TurnOpened> submit(UUID domain, String visitor, String message) {
    return bus.request(Addresses.CHAT_TURN, new Turn(domain, new VisitorSecret(visitor), message));
  }

  /** A message, and its answer. */
  TurnOpened say(UUID domain, String visitor, String message) {
    TurnOpened turn = await(submit(domain, visitor, message));
    await(answer(turn, "About: " + message));
    return turn;
  }

  /** The same, and the site vouches for the visitor. */
  TurnOpened prove(UUID domain, String visitor, String message, String email) {
    TurnOpened turn = await(submitProven(domain, visitor, message, email));
    await(answer(turn, "About: " + message));
    return turn;
  }

  Future<TurnOpened> submitProven(UUID domain, String visitor, String message, String email) {
    String secret =
        sql("SELECT secret FROM domain_secret WHERE domain_id = $1", domain).get(0).getString(0);
    Proof proof = Proof.ofHash(email, Vouched.hash(secret, email));
    return bus.request(
        Addresses.CHAT_TURN,
        new Turn(
            domain, new VisitorSecret(visitor), message, Optional.empty(), Optional.of(proof)));
  }

  Future<AnswerStored> answer(TurnOpened turn, String text) {
    return bus.request(
        Addresses.CHAT_ANSWER, new FinishedAnswer(turn, text, AnswerStatus.COMPLETE));
  }

  /** The customer of a turn is another's from now on. */
  void merge(UUID domain, TurnOpened from, TurnOpened into) {
    await(
        bus.request(
            Addresses.CUSTOMER_MERGE,
            new MergeCustomers(
                domain, into.customerId().orElseThrow(), from.customerId().orElseThrow())));
  }

  /** A bot tells how far an answer has come. */
  void grow(TurnOpened turn, String text) {
    bus.send(
        Addresses.CHAT_ANSWER_GROWING,
        new GrowingAnswers(List.of(new GrowingAnswer(turn, text, 1))));
  }

  Future<Erasure> erasing(UUID domain, String email) {
    return bus.request(
        Addresses.PRIVACY_ERASE, new PrivacyRequest.Erase(domain, email), PrivacyRequest.PATIENCE);
  }

  Erasure erase(UUID domain, String email) {
    return await(erasing(domain, email));
  }

  List<Erasure> erasures(UUID domain) {
    return await(
            bus.request(
                Addresses.PRIVACY_ERASURES,
                new PrivacyRequest.ListErasures(domain, Optional.empty(), 50)))
        .items();
  }

  /** Somebody else's transaction, which holds what it touched. */
  SqlConnection begun(String... statements) {
    SqlConnection connection = await(pool.getConnection());
    await(connection.query("BEGIN").execute());
    for (String statement : statements) {
      await(connection.query(statement).execute());
    }
    return connection;
  }

  void commit(SqlConnection transaction) {
    await(transaction.query("COMMIT").execute());
    await(transaction.close());
  }

  /** Until somebody waits for what another one holds. */
  void awaitHeldUp() {
    Awaitility.await()
        .until(
            () ->
                !sql("""
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                    .isEmpty());
  }

  /** All pages of it. */
  List<JsonObject> export(UUID domain, String email) {
    List<JsonObject> lines = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      ExportPage page = exportPage(domain, email, next);
      page.lines().stream().map(JsonObject::new).forEach(lines::add);
      next = page.next();
    } while (next.isPresent());
    return lines;
  }

  ExportPage exportPage(UUID domain, String email, Optional<String> after) {
    return await(
        bus.request(Addresses.PRIVACY_EXPORT, new PrivacyRequest.Export(domain, email, after)));
  }

  List<Row> sql(String sql, Object... parameters) {
    return StreamSupport.stream(
            await(pool.preparedQuery(sql).execute(Tuple.from(parameters))).spliterator(), false)
        .toList();
  }

  long count(String table, UUID domain) {
    return sql("SELECT count(*) FROM " + table + " WHERE domain_id = $1", domain).get(0).getLong(0);
  }

  /** In which tables of the database a text stands, in whatever column. */
  List<String> whereIs(String text) {
    return tables()
        .filter(
            table ->
                sql(
                            "SELECT count(*) FROM %s AS t WHERE strpos(lower(t::text), lower($1)) > 0"
                                .formatted(table),
                            text)
                        .get(0)
                        .getLong(0)
                    > 0)
        .toList();
  }

  private Stream<String> tables() {
    return sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").stream()
        .map(row -> row.getString(0));
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
    database.close();
  }
}
