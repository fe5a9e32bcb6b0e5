package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.bus.Proof;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import dev.parley.testing.Vouched;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A site vouches for its visitor, or does not. */
class VerificationTest {

  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  private CustomerFixture parley;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  @DisplayName("every domain has a secret of 64 hex digits from its creation, each another one")
  void everyDomainHasOne() {
    parley.createDomain(UUID.randomUUID());
    assertThat(parley.sql("SELECT secret FROM domain_secret"))
        .hasSize(2)
        .extracting(row -> row.getString(0))
        .doesNotHaveDuplicates()
        .allMatch(secret -> secret.matches("[0-9a-f]{64}"));
  }

  @Test
  @DisplayName(
      "a proof binds and verifies, whatever the message says, and for the messages after it")
  void binds() {
    TurnOpened proven = prove("v", "Please write to bob@example.com", ANN);
    TurnOpened later = parley.say("v", "Hello again");

    assertThat(proven.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(proven.verified()).isTrue();
    assertThat(later.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(later.verified()).isTrue();
    assertThat(later.roomId()).isEqualTo(proven.roomId());
    assertThat(emails()).containsExactly(ANN);
    assertThat(marks()).containsExactly(true, true);
  }

  @Test
  @DisplayName("a token does the same")
  void token() {
    assertThat(await(submit("v", "Hi", Proof.ofToken(Vouched.token(secret(), ANN)))).verified())
        .isTrue();
    assertThat(emails()).containsExactly(ANN);
  }

  @Test
  @DisplayName("an address that is merely typed never verifies, though its customer was verified")
  void typed() {
    TurnOpened victim = prove("victim", "Hi", ANN);
    TurnOpened attacker = parley.say("attacker", "My email is " + ANN);

    assertThat(attacker.roomId()).isEqualTo(victim.roomId());
    assertThat(attacker.verified()).isFalse();
    assertThat(parley.say("attacker", "Hello?").verified()).isFalse();
    assertThat(marks()).containsExactly(true, false, false);
  }

  @Test
  @DisplayName("what was written before stays unverified, in the room that is folded as well")
  void before() {
    prove("phone", "Hi", ANN);
    parley.say("v", "Who knows me?");
    parley.say("v", "My email is " + ANN);
    prove("v", "Now you know", ANN);

    assertThat(marks()).containsExactly(true, false, false, true);
  }

  @Test
  @DisplayName(
      "a proof of another address rebinds; so does a typed one, which then is not verified")
  void rebinds() {
    TurnOpened ann = prove("v", "Hi", ANN);
    TurnOpened bob = prove("v", "Hi", BOB);
    assertThat(bob.customerId()).isNotEqualTo(ann.customerId());
    assertThat(bob.verified()).isTrue();

    TurnOpened typed = parley.say("v", "My email is " + ANN);
    assertThat(typed.customerId()).isEqualTo(ann.customerId());
    assertThat(typed.verified()).isFalse();
    assertThat(parley.say("v", "Hello").verified()).isFalse();
    assertThat(verified("v")).isFalse();
  }

  @Test
  @DisplayName("he who mentions another's address, or his own, stays verified")
  void mentions() {
    prove("v", "Hi", ANN);
    assertThat(parley.say("v", "Write to " + BOB + " as well").verified()).isTrue();
    assertThat(parley.say("v", "My email is " + ANN).verified()).isTrue();
  }

  @Test
  @DisplayName("a proof that does not hold stores nothing, neither message nor visitor")
  void refused() {
    for (Proof proof :
        List.of(
            Proof.ofHash(ANN, Vouched.hash(Vouched.SECRET, ANN)),
            Proof.ofHash(BOB, Vouched.hash(secret(), ANN)),
            Proof.ofToken("x.y.z"),
            new Proof(Optional.of(ANN), Optional.empty(), Optional.empty()))) {
      assertUnproven(submit("v", "My email is " + ANN, proof));
    }
    assertThat(parley.count("visitor") + parley.count("chat_message") + parley.count("customer"))
        .isZero();
  }

  @Test
  @DisplayName("a secret is good for its own domain only")
  void otherTenant() {
    UUID other = UUID.randomUUID();
    parley.createDomain(other);
    Proof ours = Proof.ofHash(ANN, Vouched.hash(secret(), ANN));

    assertUnproven(submit(other, "v", "Hi", ours));
    assertThat(await(submit(DOMAIN, "v", "Hi", ours)).verified()).isTrue();
    assertThat(parley.sql("SELECT verified FROM visitor WHERE domain_id = $1", other).isEmpty())
        .isTrue();
  }

  @Test
  @DisplayName("what a proof waits for is its turn's time: who came first is refused first")
  void oneDeadline() {
    Proof proof = Proof.ofHash(ANN, Vouched.hash(secret(), ANN));
    PgConnection secrets = parley.foreign("LOCK TABLE domain_secret");
    PgConnection messages = parley.foreign("LOCK TABLE chat_message");
    Future<TurnOpened> proven = submit("v", "Hi", proof);
    Set<String> attempts = new HashSet<>();
    Awaitility.await().until(() -> attempts.addAll(waitingForSecrets()) && attempts.size() > 1);
    Future<TurnOpened> later = parley.submit("w", "Hi");
    Awaitility.await().until(() -> parley.waiting() == 1);
    await(secrets.query("ROLLBACK").execute());

    Future<Boolean> first = proven.transform(it -> Future.succeededFuture(!later.isComplete()));
    assertThat(await(first)).isTrue();
    assertThat(Failure.of(proven.cause())).isEqualTo(Failure.UNAVAILABLE);
    await(later.otherwiseEmpty());
    await(Future.all(secrets.close(), messages.close()));
  }

  private List<String> waitingForSecrets() {
    return parley
        .sql(
            """
            SELECT virtualtransaction FROM pg_locks
            WHERE NOT granted AND relation = 'domain_secret'::regclass
            """)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  @DisplayName("an unknown domain is unknown, whatever the proof")
  void unknownDomain() {
    assertThatThrownBy(() -> await(submit(UUID.randomUUID(), "v", "Hi", Proof.ofToken("x"))))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNKNOWN_DOMAIN));
  }

  @Test
  @DisplayName("a proof with every message costs a verified visitor no round trip, and is no news")
  void everyMessage() {
    List<ChatEvent> news = new CopyOnWriteArrayList<>();
    parley
        .bus()
        .listen(
            Addresses.CHAT_EVENTS,
            event -> {
              if (event instanceof ChatEvent.CustomerRecognised) {
                news.add(event);
              }
            });
    TurnOpened first = prove("v", "One", ANN);
    TurnOpened second = prove("v", "Two", ANN);
    TurnOpened third = prove("v", "Three", ANN);

    assertThat(parley.attempts()).isEqualTo(3);
    assertThat(List.of(second.outcome(), third.outcome())).containsOnly(Outcome.BOUND);
    assertThat(List.of(second.roomId(), third.roomId())).containsOnly(first.roomId());
    assertThat(marks()).containsExactly(true, true, true);
    assertThat(news).hasSize(1);
  }

  @Test
  @DisplayName("of many turns with one new address, proven and typed, each is marked as it came")
  void race() {
    Proof proof = Proof.ofHash(ANN, Vouched.hash(secret(), ANN));
    List<Future<TurnOpened>> turns =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? submit("v" + i, "Hi", proof)
                        : parley.submit("v" + i, "My email is " + ANN))
            .toList();
    for (int i = 0; i < turns.size(); i++) {
      assertThat(await(turns.get(i)).verified()).isEqualTo(i % 2 == 0);
    }
    assertThat(parley.count("customer")).isEqualTo(1);
    assertThat(parley.count("chat_room")).isEqualTo(1);
    assertThat(parley.count("visitor WHERE verified")).isEqualTo(50);
    assertThat(parley.count("chat_message WHERE verified")).isEqualTo(50);
  }

  @Test
  @DisplayName("the answer is marked as its question")
  void answers() {
    TurnOpened proven = prove("v", "Hi", ANN);
    TurnOpened typed = parley.say("w", "My email is " + ANN);
    await(parley.answer(proven, "Hello!"));
    await(parley.answer(typed, "Hello?"));

    assertThat(marks()).containsExactly(true, true, false, false);
  }

  @Test
  @DisplayName("an answer is marked while it grows")
  void growing() {
    TurnOpened proven = prove("v", "Hi", ANN);
    parley.grow(proven, "Hel");
    parley.awaitStored(proven, "streaming: Hel");
    assertThat(marks()).containsExactly(true, true);
  }

  @Test
  @DisplayName("a retry is the turn that it was, marked as it was, though he is verified by now")
  void retry() {
    TurnOpened first = parley.say("v", "Hello", "key");
    prove("v", "It is me", ANN);
    TurnOpened again = await(submit("v", "Hello", Optional.of("key"), proofOf(ANN)));

    assertThat(again.repeated()).isTrue();
    assertThat(again.turnId()).isEqualTo(first.turnId());
    assertThat(again.verified()).isFalse();
    assertThat(marks()).containsExactly(false, true);
  }

  @Test
  @DisplayName("after a rotation both secrets hold, until the old one's time is over")
  void rotation() {
    String old = secret();
    parley.sql("UPDATE domain_secret SET expires_at = now() + interval '1 hour'");
    parley.sql("INSERT INTO domain_secret (domain_id) VALUES ($1)", DOMAIN);
    assertThat(await(submit("v", "Hi", Proof.ofHash(ANN, Vouched.hash(old, ANN)))).verified())
        .isTrue();
    assertThat(await(submit("v", "Hi", proofOf(BOB))).verified()).isTrue();

    parley.sql("UPDATE domain_secret SET expires_at = now() WHERE secret = $1", old);
    parley.bus().publish(Addresses.DOMAIN_CHANGED, new DomainChanged(DOMAIN));
    assertUnproven(submit("v", "Hi", Proof.ofToken(Vouched.token(old, ANN))));
    assertThat(await(submit("v", "Hi", proofOf(ANN))).verified()).isTrue();
  }

  @Test
  @DisplayName("what one process verified the other knows, and what one unbound as well")
  void anotherProcess() {
    try (CustomerFixture other = parley.anotherNode()) {
      prove("v", "Hi", ANN);
      assertThat(other.say("v", "Hello").verified()).isTrue();
      other.say("v", "My email is " + BOB);
      assertThat(parley.say("v", "Hello").verified()).isFalse();
      assertThat(prove("v", "Hi", ANN).verified()).isTrue();
      assertThat(other.say("v", "Hello").verified()).isTrue();
    }
  }

  private TurnOpened prove(String visitor, String message, String email) {
    return await(submit(visitor, message, proofOf(email)));
  }

  /** By the current secret. */
  private Proof proofOf(String email) {
    return Proof.ofHash(email, Vouched.hash(secret(), email));
  }

  private String secret() {
    return parley
        .sql("SELECT secret FROM domain_secret WHERE domain_id = $1 AND expires_at IS NULL", DOMAIN)
        .get(0)
        .getString(0);
  }

  private Future<TurnOpened> submit(String visitor, String message, Proof proof) {
    return submit(DOMAIN, visitor, message, proof);
  }

  private Future<TurnOpened> submit(UUID domain, String visitor, String message, Proof proof) {
    return submit(
        new Turn(
            domain, new VisitorSecret(visitor), message, Optional.empty(), Optional.of(proof)));
  }

  private Future<TurnOpened> submit(
      String visitor, String message, Optional<String> key, Proof proof) {
    return submit(new Turn(DOMAIN, new VisitorSecret(visitor), message, key, Optional.of(proof)));
  }

  private Future<TurnOpened> submit(Turn turn) {
    return parley.bus().request(Addresses.CHAT_TURN, turn);
  }

  private static void assertUnproven(Future<TurnOpened> turn) {
    assertThatThrownBy(() -> await(turn))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNPROVEN));
  }

  /** Of every message, in their order. */
  private List<Boolean> marks() {
    return parley.sql("SELECT verified FROM chat_message ORDER BY id").stream()
        .map(row -> row.getBoolean(0))
        .toList();
  }

  private Stream<String> emails() {
    return parley.sql("SELECT email FROM customer").stream().map(row -> row.getString(0));
  }

  private boolean verified(String visitor) {
    return parley
        .sql(
            "SELECT verified FROM visitor WHERE secret_sha256 = $1",
            Buffer.buffer(new VisitorSecret(visitor).sha256()))
        .get(0)
        .getBoolean(0);
  }
}
