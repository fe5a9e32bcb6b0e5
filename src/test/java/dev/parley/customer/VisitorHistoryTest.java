package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.Failure;
import dev.parley.bus.FindTurn;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.HistoryPage.Message;
import dev.parley.bus.Proof;
import dev.parley.bus.Rating;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.Role;
import dev.parley.bus.Source;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorReset;
import dev.parley.bus.VisitorSecret;
import dev.parley.testing.Vouched;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a visitor may read of what was said, until he signs out. */
class VisitorHistoryTest {

  private static final String ANN = "ann@example.com";
  private static final VisitorReset RESET = new VisitorReset(DOMAIN);

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
  @DisplayName("his own visits, newest first, with the answers")
  void own() {
    TurnOpened turn = parley.say("v", "Hello");
    await(parley.answer(turn, "Good day"));
    parley.say("v", "My email is " + ANN);

    List<Message> messages = read("v").messages();
    assertThat(messages)
        .extracting(Message::content)
        .containsExactly("My email is " + ANN, "Good day", "Hello");
    assertThat(messages)
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
    assertThat(messages.get(2).id()).isEqualTo(turn.turnId());
    assertThat(messages.get(1).turn()).isEqualTo(turn.turnId());
    assertThat(messages).extracting(Message::status).containsOnly("complete");
    assertThat(messages).extracting(Message::verified).containsOnly(false);
    assertThat(messages).extracting(Message::createdAt).doesNotContainNull();
  }

  @Test
  @DisplayName("an answer comes with what it rests on, and what was thought of it")
  void aboutAnswers() {
    Source hours = new Source("Shop › Hours", Optional.of("https://shop.example/hours"));
    TurnOpened turn = parley.say("v", "When are you open?");
    await(parley.answer(turn, "9 to 17.", hours));
    parley.sql(
        "UPDATE chat_message SET rating = 'down' WHERE turn_id = $1 AND role = 'assistant'",
        turn.turnId());

    List<Message> messages = read("v").messages();
    assertThat(messages)
        .extracting(Message::rating)
        .containsExactly(Optional.of(Rating.DOWN), Optional.empty());
    assertThat(messages).extracting(Message::sources).containsExactly(List.of(hours), List.of());
  }

  @Test
  @DisplayName("an unverified visitor reads nothing of the room that his words are filed in")
  void attacker() {
    prove("victim", "My secret");
    parley.say("phone", "My other secret, by the way " + ANN);
    parley.say("attacker", "Hi");
    parley.say("attacker", "My email is " + ANN);

    assertThat(contents("attacker")).containsExactly("My email is " + ANN, "Hi");
  }

  @Test
  @DisplayName("a verified one reads the whole room, folded ones included, each message marked")
  void verified() {
    parley.say("attacker", "Hi");
    parley.say("victim", "Hello");
    parley.say("victim", "My email is " + ANN);
    parley.say("attacker", "My email is " + ANN);
    prove("victim", "It is me");
    prove("phone", "Me too");

    for (String visitor : List.of("victim", "phone")) {
      List<Message> messages = read(visitor).messages();
      assertThat(messages)
          .extracting(Message::content)
          .containsExactly(
              "Me too", "It is me", "My email is " + ANN, "My email is " + ANN, "Hello", "Hi");
      assertThat(messages)
          .extracting(Message::verified)
          .containsExactly(true, true, false, false, false, false);
    }
    assertThat(contents("attacker")).containsExactly("My email is " + ANN, "Hi");
  }

  @Test
  @DisplayName("he who states another address is verified no more: he reads his own visits")
  void reboundWithoutProof() {
    parley.say("bob", "My email is bob@example.com");
    parley.say("other", "Not yours. My email is " + ANN);
    prove("v", "Hi");
    assertThat(contents("v")).hasSize(2);

    parley.say("v", "My email is bob@example.com");
    assertThat(contents("v")).containsExactly("My email is bob@example.com", "Hi");
  }

  @Test
  @DisplayName("page by page, without a gap or a double, over rooms that were folded")
  void pages() {
    for (int i = 0; i < 7; i++) {
      parley.say("v" + i, "One of " + i);
      parley.say("v" + i, "Two of " + i);
      parley.say("v" + i, "My email is " + ANN);
    }
    prove("victim", "It is me");

    List<UUID> ids = new ArrayList<>();
    Optional<UUID> next = Optional.empty();
    do {
      HistoryPage page = await(read(DOMAIN, "victim", next, 5));
      assertThat(page.messages()).hasSizeLessThanOrEqualTo(5);
      page.messages().forEach(message -> ids.add(message.id()));
      next = page.next();
    } while (next.isPresent());
    assertThat(ids).hasSize(22).doesNotHaveDuplicates();
    assertThat(ids.stream().map(UUID::toString)).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  @DisplayName("of very many rooms that strangers had folded into his, the newest thousand")
  void floodOfFolds() {
    parley.say("victim", "Hello");
    prove("victim", "It is me");
    parley.sql(
        """
        INSERT INTO chat_room (id, domain_id, visitor_id, folded_into, closed_at)
        SELECT ('fffffffe-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, domain_id, visitor_id, id, now()
        FROM chat_room, generate_series(1, 1200) AS n
        """);
    parley.sql(
        """
        INSERT INTO chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        SELECT id, domain_id, id, gen_random_uuid(), id, 'user', 'Flood', 'complete'
        FROM chat_room WHERE folded_into IS NOT NULL
        """);

    List<String> contents = new ArrayList<>();
    Optional<UUID> next = Optional.empty();
    do {
      HistoryPage page = await(read(DOMAIN, "victim", next, 100));
      page.messages().forEach(message -> contents.add(message.content()));
      next = page.next();
    } while (next.isPresent());
    assertThat(contents).hasSize(1_002).endsWith("It is me", "Hello");
  }

  @Test
  @DisplayName("a page that is just full is the last one")
  void lastPage() {
    parley.say("v", "One");
    parley.say("v", "Two");
    assertThat(await(read(DOMAIN, "v", Optional.empty(), 2)).next()).isEmpty();
    assertThat(await(read(DOMAIN, "v", Optional.empty(), 1)).next()).isPresent();
  }

  @Test
  @DisplayName("long messages end a page early, and none is left out")
  void longMessages() {
    String body = "x".repeat(4_000);
    for (int i = 0; i < 60; i++) {
      parley.say("v", body);
    }

    HistoryPage first = read("v");
    assertThat(first.messages()).hasSize(50);
    HistoryPage second = await(read(DOMAIN, "v", first.next(), 100));
    assertThat(second.messages()).hasSize(10);
    assertThat(second.next()).isEmpty();
  }

  @Test
  @DisplayName("whom his site vouches for reads that customer's room, by whatever secret")
  void provenReader() {
    prove("phone", "My secret");
    parley.say("shared", "I am Bob, bob@example.com");

    assertThat(contents(vouchedFor("laptop", ANN))).containsExactly("My secret");
    assertThat(contents(vouchedFor("shared", ANN))).containsExactly("My secret");
    assertThat(vouchedFor("phone", "nobody@example.com").messages()).isEmpty();
    assertThat(parley.count("visitor")).isEqualTo(2);
    assertThatThrownBy(() -> await(read("phone", Proof.ofHash("bob@example.com", hash(ANN)))))
        .satisfies(refused -> assertThat(Failure.of(refused)).isEqualTo(Failure.UNPROVEN));
  }

  @Test
  @DisplayName("nobody has said nothing, in any domain that there is; others are unknown")
  void nobody() {
    UUID other = UUID.randomUUID();
    parley.createDomain(other);
    prove("v", "Hi");

    HistoryPage nothing = new HistoryPage(List.of(), Optional.empty());
    assertThat(await(read(DOMAIN, "nobody", Optional.empty(), 5))).isEqualTo(nothing);
    assertThat(await(read(other, "v", Optional.empty(), 5))).isEqualTo(nothing);
    assertThatThrownBy(() -> await(read(UUID.randomUUID(), "v", Optional.empty(), 5)))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNKNOWN_DOMAIN));
  }

  @Test
  @DisplayName("a verified one finds every turn of the room, but may stop his own ones only")
  void finds() {
    TurnOpened before = parley.say("laptop", "Hi");
    TurnOpened laptop = parley.say("laptop", "My email is " + ANN);
    TurnOpened folded = parley.say("attacker", "Hi");
    parley.say("attacker", "My email is " + ANN);
    TurnOpened stranger = parley.say("stranger", "My email is bob@example.com");
    TurnOpened phone = prove("phone", "It is me");

    for (TurnOpened turn : List.of(before, laptop, folded)) {
      assertThat(find("phone", turn, false)).contains(turn.turnId());
      assertThat(find("phone", turn, true)).isEmpty();
    }
    assertThat(find("phone", phone, true)).contains(phone.turnId());
    assertThat(find("phone", stranger, false)).isEmpty();
    assertThat(find("attacker", laptop, false)).isEmpty();
    assertThat(find("laptop", phone, false)).isEmpty();
    assertThat(find("laptop", laptop, false)).contains(laptop.turnId());
  }

  @Test
  @DisplayName("after a reset his secret is a stranger's, and the room is as it was")
  void reset() {
    TurnOpened turn = prove("v", "Hi");
    assertThat(await(reset("v"))).isEqualTo(RESET);

    assertThat(contents("v")).isEmpty();
    assertThat(find("v", turn, false)).isEmpty();
    TurnOpened stranger = parley.say("v", "Hello");
    assertThat(stranger.customerId()).isEmpty();
    assertThat(stranger.verified()).isFalse();
    assertThat(stranger.visitorId()).isNotEqualTo(turn.visitorId());
    assertThat(contents("v")).containsExactly("Hello");

    prove("phone", "Still there?");
    assertThat(contents("phone")).containsExactly("Still there?", "Hi");
  }

  @Test
  @DisplayName(
      "a reset is the same for nobody, twice, and in another domain, where it does nothing")
  void resetOfNobody() {
    UUID other = UUID.randomUUID();
    parley.createDomain(other);
    prove("v", "Hi");

    assertThat(await(reset("nobody"))).isEqualTo(RESET);
    assertThat(await(reset(other, "v"))).isEqualTo(new VisitorReset(other));
    assertThat(contents("v")).containsExactly("Hi");
    assertThat(await(reset("v"))).isEqualTo(RESET);
    assertThat(await(reset("v"))).isEqualTo(RESET);
    assertThat(parley.count("visitor")).isEqualTo(1);
  }

  @Test
  @DisplayName("a message that comes with a key from before the reset is another one")
  void keyAfterReset() {
    TurnOpened before = parley.say("v", "Hi", "key");
    await(reset("v"));
    TurnOpened after = parley.say("v", "Hi", "key");
    assertThat(after.repeated()).isFalse();
    assertThat(after.turnId()).isNotEqualTo(before.turnId());
  }

  @Test
  @DisplayName("of one visitor four pages are read at once, so that others' are read in time")
  void atOnce() {
    startPatient();
    parley.say("bob", "Hi");
    assertFourAtOnce(number -> read(DOMAIN, "ann", Optional.empty(), 100));
  }

  @Test
  @DisplayName("whom his site vouches for is one visitor, however many secrets he bears")
  void vouchedForAtOnce() {
    startPatient();
    parley.say("bob", "Hi");
    Proof proof = Proof.ofHash(ANN, hash(ANN));
    assertFourAtOnce(number -> read("ann-" + number, proof));
  }

  private void assertFourAtOnce(IntFunction<Future<HistoryPage>> ask) {
    PgConnection foreign = parley.foreign("LOCK TABLE chat_message");
    List<Future<HistoryPage>> pages = IntStream.range(0, 24).mapToObj(ask).toList();
    Awaitility.await().until(() -> pages.stream().filter(Future::failed).count() == 20);
    assertThat(pages)
        .filteredOn(Future::failed)
        .allSatisfy(
            page -> assertThat(Failure.of(page.cause())).isEqualTo(Failure.TOO_MUCH_AT_ONCE));
    Future<HistoryPage> others = read(DOMAIN, "bob", Optional.empty(), 100);

    await(foreign.query("ROLLBACK").execute());
    assertThat(contents(await(others))).containsExactly("Hi");
    await(Future.join(pages).otherwiseEmpty());
    assertThat(pages).filteredOn(Future::succeeded).hasSize(4);
    assertThat(await(ask.apply(24)).messages()).isEmpty();
    await(foreign.close());
  }

  /** Who waits for a lock that is held on purpose does so on a machine of any speed. */
  private void startPatient() {
    parley.close();
    parley = CustomerFixture.start(CustomerFixture.PATIENT);
  }

  @Test
  @DisplayName("a page that could not be read is under way no longer")
  void atOnceFailed() {
    PgConnection foreign = parley.foreign("LOCK TABLE chat_message");
    List<Future<HistoryPage>> pages =
        List.of(
            read(DOMAIN, "ann", Optional.empty(), 100), read(DOMAIN, "ann", Optional.empty(), 100));
    await(Future.join(pages).otherwiseEmpty());
    assertThat(pages)
        .allSatisfy(page -> assertThat(Failure.of(page.cause())).isEqualTo(Failure.UNAVAILABLE));

    await(foreign.query("ROLLBACK").execute());
    assertThat(read("ann").messages()).isEmpty();
    await(foreign.close());
  }

  private HistoryPage vouchedFor(String visitor, String email) {
    return await(read(visitor, Proof.ofHash(email, hash(email))));
  }

  private Future<HistoryPage> read(String visitor, Proof proof) {
    return parley
        .bus()
        .request(
            Addresses.CHAT_HISTORY,
            new ReadHistory(
                DOMAIN, new VisitorSecret(visitor), Optional.empty(), 100, Optional.of(proof)));
  }

  private String hash(String email) {
    String secret =
        parley
            .sql("SELECT secret FROM domain_secret WHERE domain_id = $1", DOMAIN)
            .get(0)
            .getString(0);
    return Vouched.hash(secret, email);
  }

  private TurnOpened prove(String visitor, String message) {
    return parley.prove(visitor, message, ANN);
  }

  private HistoryPage read(String visitor) {
    return await(read(DOMAIN, visitor, Optional.empty(), 100));
  }

  private Future<HistoryPage> read(UUID domain, String visitor, Optional<UUID> before, int limit) {
    ReadHistory request = new ReadHistory(domain, new VisitorSecret(visitor), before, limit);
    return parley.bus().request(Addresses.CHAT_HISTORY, request);
  }

  private List<String> contents(String visitor) {
    return contents(read(visitor));
  }

  private static List<String> contents(HistoryPage page) {
    return page.messages().stream().map(Message::content).toList();
  }

  private Future<VisitorReset> reset(String visitor) {
    return reset(DOMAIN, visitor);
  }

  private Future<VisitorReset> reset(UUID domain, String visitor) {
    return parley
        .bus()
        .request(Addresses.CHAT_RESET, new ResetVisitor(domain, new VisitorSecret(visitor)));
  }

  private Optional<UUID> find(String visitor, TurnOpened turn, boolean onlyOwn) {
    FindTurn request = new FindTurn(turn.turnId(), new VisitorSecret(visitor), onlyOwn);
    try {
      return Optional.of(await(parley.bus().request(Addresses.CHAT_FIND, request)).turnId());
    } catch (RuntimeException e) {
      assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND);
      return Optional.empty();
    }
  }
}
