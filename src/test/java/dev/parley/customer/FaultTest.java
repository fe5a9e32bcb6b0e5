package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.AnswerStanding;
import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.TcpProxy;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes wrong with one turn, or with the database, and what the others notice of it. */
class FaultTest {

  private static final String ADDRESS = "rishik@gmail.com";

  private static final TurnSettings SMALL_BATCHES =
      new TurnSettings(1, 16, 4_000, Duration.ofSeconds(10), Duration.ofSeconds(15));

  /** In all more than the queue is held to, and less than a slow machine takes in 0.4 s. */
  private static final int A_FEW = 10;

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start(CustomerFixture.UNHURRIED);
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  @DisplayName(
      "a foreign transaction that holds a new customer's address stalls nobody else, not even those who give it later")
  void heldAddress() {
    UUID winner = UUID.randomUUID();
    PgConnection foreign = parley.foreign(insert(winner));
    Future<TurnOpened> held = parley.submit("held", ADDRESS);
    Future<TurnOpened> alsoHeld = parley.submit("also held", ADDRESS);
    List<Future<TurnOpened>> others = sayHello(200);
    await(Future.all(others));

    assertThat(held.isComplete()).isFalse();
    await(foreign.query("COMMIT").execute());
    assertThat(await(held).customerId()).contains(winner);
    assertThat(await(alsoHeld).customerId()).contains(winner);
    await(foreign.close());
  }

  @Test
  @DisplayName(
      "a foreign transaction that holds a customer's row, his room and his visitor: the others go on, and he when it lets go")
  void heldRows() {
    TurnOpened known = parley.say("held", ADDRESS);
    PgConnection foreign =
        parley.foreign(
            "SELECT 1 FROM customer WHERE id = '%s' FOR UPDATE"
                .formatted(known.customerId().orElseThrow()),
            "SELECT 1 FROM chat_room WHERE id = '%s' FOR UPDATE".formatted(known.roomId()),
            "SELECT 1 FROM visitor WHERE id = '%s' FOR UPDATE".formatted(known.visitorId()));
    Future<TurnOpened> held = parley.submit("held", "Hi again, it is " + ADDRESS);
    await(Future.all(sayHello(200)));

    assertThat(held.isComplete()).isFalse();
    await(foreign.query("ROLLBACK").execute());
    assertThat(await(held).roomId()).isEqualTo(known.roomId());
    assertThat(parley.count("chat_message")).isEqualTo(202);
    await(foreign.close());
  }

  @Test
  @DisplayName(
      "an address that is held for long is no lost race: its turn is stored when it is let go")
  void heldForLong() {
    UUID winner = UUID.randomUUID();
    PgConnection foreign = parley.foreign(insert(winner));
    Future<TurnOpened> held = parley.submit("held", ADDRESS);
    // Each try ends by the lock time-out: more of them than races may be lost.
    Awaitility.await().until(() -> parley.attempts() > 7);
    await(foreign.query("COMMIT").execute());

    assertThat(await(held).customerId()).contains(winner);
    await(foreign.close());
  }

  @Test
  @DisplayName("what waits for a held address keeps its visitor's next message behind it")
  void orderBehindHeldAddress() {
    PgConnection foreign = parley.foreign(insert(UUID.randomUUID()));
    Future<TurnOpened> held = parley.submit("first", ADDRESS);
    Awaitility.await().until(() -> parley.attempts() > 1);
    Future<TurnOpened> stated = parley.submit("second", "My email is " + ADDRESS);
    Future<TurnOpened> next = parley.submit("second", "and hello");
    await(foreign.query("ROLLBACK").execute());

    assertThat(await(next).roomId()).isEqualTo(await(held).roomId());
    assertThat(await(next).turnId()).isGreaterThan(await(stated).turnId());
    assertThat(await(next).outcome()).isEqualTo(Outcome.BOUND);
    await(foreign.close());
  }

  @Test
  @DisplayName("a row that is held for too long costs its own turn, and nothing is stored of it")
  void heldForTooLong() {
    PgConnection foreign = parley.foreign(insert(UUID.randomUUID()));
    try (CustomerFixture node = parley.anotherNode()) {
      assertUnavailable(node.submit("held", ADDRESS));
    }
    // The last attempt may outlive its turn by the lock timeout.
    Awaitility.await()
        .until(() -> parley.count("pg_stat_activity WHERE wait_event_type = 'Lock'") == 0);
    await(foreign.query("ROLLBACK").execute());

    assertThat(parley.count("chat_message")).isZero();
    assertThat(parley.say("held", ADDRESS).outcome()).isEqualTo(Outcome.CREATED);
    await(foreign.close());
  }

  @Test
  @DisplayName(
      "a turn that is refused while it is under way, and stored all the same, is left to a retry")
  void refusedAndStored() {
    TurnSettings hasty =
        new TurnSettings(1, 128, 4096, Duration.ofSeconds(10), Duration.ofMillis(500));
    PgConnection foreign = parley.foreign(insert(UUID.randomUUID()));
    try (CustomerFixture node = parley.anotherNode(hasty)) {
      assertUnavailable(node.submit("held", ADDRESS, "the-key"));
      await(foreign.query("ROLLBACK").execute());
      Awaitility.await()
          .until(
              () -> parley.count("chat_message WHERE status = 'interrupted' AND body = ''") == 1);

      assertThat(parley.count("chat_message WHERE role = 'user'")).isEqualTo(1);
      TurnOpened again = node.say("held", ADDRESS, "the-key");
      assertThat(again.repeated()).isTrue();
      assertThat(await(node.claim(again))).isEqualTo(new AnswerStanding.Yours(2));
    }
    await(foreign.close());
  }

  @Test
  @DisplayName(
      "a connection lost at COMMIT: the batch is sent again, stored once, and says the same")
  void lostCommit() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      node.say("warm", "Hello");
      proxy.dropReplyTo(ADDRESS);
      TurnOpened turn = node.say("v", "My email is " + ADDRESS);

      assertThat(turn.outcome()).isEqualTo(Outcome.CREATED);
      assertThat(node.attempts()).isEqualTo(3);
      assertThat(parley.sql("SELECT room_id FROM chat_message WHERE id = $1", turn.turnId()))
          .singleElement()
          .satisfies(row -> assertThat(row.getUUID("room_id")).isEqualTo(turn.roomId()));
      assertThat(parley.count("customer")).isEqualTo(1);
      assertThat(parley.count("chat_message")).isEqualTo(2);

      proxy.dropReplyTo("Hello!");
      await(node.answer(turn, "Hello!"));
      assertThat(parley.count("chat_message WHERE role = 'assistant'")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a bad row among good ones fails alone")
  void badRow() {
    parley.sql("ALTER TABLE chat_message ADD CHECK (body <> 'poison')");
    Future<TurnOpened> bad = poisonAmongGood();

    assertThatThrownBy(() -> await(bad))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.INTERNAL))
        .hasMessageNotContainingAny("poison", "chat_message", "check", "SELECT");
    assertThat(parley.count("chat_message")).isEqualTo(22);
  }

  @Test
  @DisplayName("a row whose page cannot be read fails alone, too")
  void badPage() {
    parley.sql(
        """
        CREATE FUNCTION bad_page() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not read block 7' USING ERRCODE = '58030'; END $$
        """);
    parley.sql(
        """
        CREATE TRIGGER bad_page BEFORE INSERT ON chat_message FOR EACH ROW
        WHEN (NEW.body = 'poison') EXECUTE FUNCTION bad_page()
        """);
    Future<TurnOpened> bad = poisonAmongGood();

    assertUnavailable(bad);
    assertThat(parley.count("chat_message")).isEqualTo(22);
  }

  /** One that is refused, in one batch with twenty that are stored. */
  private Future<TurnOpened> poisonAmongGood() {
    PgConnection foreign = parley.foreign("LOCK TABLE domain IN ACCESS EXCLUSIVE MODE");
    List<Future<TurnOpened>> busy = sayHello(2);
    List<Future<TurnOpened>> good =
        IntStream.range(0, 20).mapToObj(i -> parley.submit("good" + i, "fine")).toList();
    Future<TurnOpened> bad = parley.submit("bad", "poison");
    await(foreign.query("ROLLBACK").execute());
    await(Future.all(good));
    await(Future.all(busy));
    await(foreign.close());
    return bad;
  }

  @Test
  @DisplayName("an answer whose room is gone is refused as such, its neighbours are stored")
  void answerWithoutRoom() {
    TurnOpened turn = parley.say("v", "Hello");
    TurnOpened gone =
        new TurnOpened(
            new Ids().create(),
            CustomerFixture.DOMAIN,
            turn.visitorId(),
            UUID.randomUUID(),
            Optional.empty(),
            Outcome.ANONYMOUS,
            false);
    Future<?> lost = parley.answer(gone, "Nobody will read this");
    await(parley.answer(turn, "Hello!"));

    assertThatThrownBy(() -> await(lost))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND));
    assertThat(parley.count("chat_message WHERE role = 'assistant'")).isEqualTo(1);
  }

  @Test
  @DisplayName("the database away: refused within 2 s; back again: served, without a restart")
  void databaseAway() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      node.say("v", "Hello");
      proxy.set(TcpProxy.Mode.CUT);
      assertUnavailable(node.submit("v", "Anybody?"));
      proxy.set(TcpProxy.Mode.OPEN);
      assertThat(node.say("v", "There you are").roomId()).isNotNull();
    }
  }

  @Test
  @DisplayName(
      "a network that swallows everything: refused within 2 s, and a new connection when it is well again")
  void silentNetwork() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      node.say("v", "Hello");
      proxy.set(TcpProxy.Mode.SILENT);
      assertUnavailable(node.submit("v", "Anybody?"));
      for (int i = 0; i < 3; i++) {
        assertUnavailable(node.submit("w" + i, "Nobody hears this"));
      }
      proxy.set(TcpProxy.Mode.OPEN);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> succeeds(node.submit("v", "There you are")));
      assertThat(parley.count("chat_message WHERE body = 'Nobody hears this'"))
          .as("what was refused before it left is not done later")
          .isZero();
    }
  }

  @Test
  @DisplayName("a silent network: however much is asked, few connections are tried")
  void fewAttempts() {
    try (TcpProxy proxy = proxy();
        CustomerFixture node = parley.anotherNodeThrough(proxy.port())) {
      TurnOpened turn = node.say("v", "Hello");
      int before = proxy.connections();
      proxy.set(TcpProxy.Mode.SILENT);
      List<Future<AnswerStanding>> asked = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                Stream.generate(() -> node.claim(turn)).limit(20).forEach(asked::add);
                return asked.stream().filter(Future::failed).count() >= 600;
              });
      assertThat(proxy.connections()).isLessThan(before + 8);
      proxy.set(TcpProxy.Mode.OPEN);
      Awaitility.await().until(() -> succeeds(node.claim(turn)));
    }
  }

  @Test
  @DisplayName("beyond the queue's bound turns are refused, and those within it are stored")
  void bounded() {
    TurnSettings small =
        new TurnSettings(1, 128, 10, Duration.ofSeconds(10), Duration.ofSeconds(15));
    try (CustomerFixture node = CustomerFixture.start(small)) {
      PgConnection foreign = node.foreign("LOCK TABLE domain IN ACCESS EXCLUSIVE MODE");
      List<Future<TurnOpened>> turns =
          IntStream.range(0, 15).mapToObj(i -> node.submit("v" + i, "Hello")).toList();
      Awaitility.await().until(() -> turns.stream().filter(Future::failed).count() == 5);
      assertThat(turns.subList(10, 15))
          .allSatisfy(turn -> assertThat(Failure.of(turn.cause())).isEqualTo(Failure.OVERLOADED));
      await(foreign.query("ROLLBACK").execute());
      await(Future.all(turns.subList(0, 10)));
      assertThat(node.count("chat_message")).isEqualTo(10);
      await(foreign.close());
    }
  }

  @Test
  @DisplayName("when more comes than the database takes, only what fills a batch more may wait")
  void standing() {
    try (CustomerFixture node = CustomerFixture.start(SMALL_BATCHES)) {
      slowDown(node, ServiceRate.PAUSE.plusMillis(50)); // so that its rate is not known
      List<Future<TurnOpened>> turns = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                turns.addAll(sayHello(node, 20));
                return turns.stream().anyMatch(Future::failed);
              });
      assertThat(turns.stream().filter(turn -> !turn.isComplete()))
          .as("is not refused for want of a place")
          .hasSizeLessThan(SMALL_BATCHES.queueSize());
      assertThat(turns)
          .filteredOn(Future::failed)
          .allSatisfy(turn -> assertThat(Failure.of(turn.cause())).isEqualTo(Failure.OVERLOADED));
      await(Future.join(turns).otherwiseEmpty());
      awaitAccepted(node);
    }
  }

  @Test
  @DisplayName("after a burst, nobody is let in who would wait long, though the queue gets shorter")
  void burst() {
    try (CustomerFixture node = CustomerFixture.start(SMALL_BATCHES)) {
      slowDown(node, Duration.ofMillis(20));
      List<Future<TurnOpened>> burst = sayHello(node, SMALL_BATCHES.queueSize() / 2);
      List<Future<TurnOpened>> later = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                later.addAll(sayHello(node, 1));
                return later.stream().anyMatch(Future::failed);
              });
      assertThat(later)
          .filteredOn(Future::failed)
          .allSatisfy(turn -> assertThat(Failure.of(turn.cause())).isEqualTo(Failure.OVERLOADED));
      await(Future.join(burst).otherwiseEmpty());
      awaitAccepted(node);
    }
  }

  @Test
  @DisplayName("while the database pauses, turns wait for it, and none is refused when it goes on")
  void pause() {
    try (CustomerFixture node = CustomerFixture.start(SMALL_BATCHES)) {
      PgConnection foreign = node.foreign("LOCK TABLE domain IN ACCESS EXCLUSIVE MODE");
      long begun = System.nanoTime();
      List<Future<TurnOpened>> turns = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                turns.addAll(sayHello(node, A_FEW));
                return System.nanoTime() - begun > 3 * StandingQueue.WHILE.toNanos();
              });
      await(foreign.query("ROLLBACK").execute());
      turns.addAll(sayHello(node, A_FEW));
      await(Future.all(turns));
      await(foreign.close());
    }
  }

  /** What was refused as late counts until a lane is free, which it may not be at once. */
  private static void awaitAccepted(CustomerFixture node) {
    Awaitility.await().until(() -> await(node.submit("late", "Hello").map(true).otherwise(false)));
  }

  /** A batch takes a while more, as on a machine that has more to do than it can. */
  private static void slowDown(CustomerFixture node, Duration more) {
    node.sql(
        """
        CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_sleep(%f); RETURN NULL; END'
        """
            .formatted(more.toMillis() / 1e3));
    node.sql(
        """
        CREATE TRIGGER take_a_while BEFORE INSERT ON chat_message
        FOR EACH STATEMENT EXECUTE FUNCTION take_a_while()
        """);
  }

  private static List<Future<TurnOpened>> sayHello(CustomerFixture node, int visitors) {
    return Stream.generate(() -> node.submit("w" + UUID.randomUUID(), "Hello"))
        .limit(visitors)
        .toList();
  }

  private static String insert(UUID customer) {
    return "INSERT INTO customer (id, domain_id, email, email_typed) VALUES ('%s', '%s', '%s', '%s')"
        .formatted(customer, CustomerFixture.DOMAIN, ADDRESS, ADDRESS);
  }

  private List<Future<TurnOpened>> sayHello(int visitors) {
    return IntStream.range(0, visitors)
        .mapToObj(i -> parley.submit("other" + i, "Hello, I am o" + i + "@example.com"))
        .toList();
  }

  private TcpProxy proxy() {
    return TcpProxy.before(parley.connectOptions().getHost(), parley.connectOptions().getPort());
  }

  private static boolean succeeds(Future<?> turn) {
    return await(turn.transform(done -> Future.succeededFuture(done.succeeded())));
  }

  private static void assertUnavailable(Future<?> turn) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> await(turn))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNAVAILABLE));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
