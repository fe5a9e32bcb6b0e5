package dev.parley.customer;

import static dev.parley.customer.CustomerFixture.DOMAIN;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Addresses;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.CodeRequested;
import dev.parley.bus.CodeVerified;
import dev.parley.bus.Failure;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.Mail;
import dev.parley.bus.Outcome;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.RequestCode;
import dev.parley.bus.ResetVisitor;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VerifyCode;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A visitor proves his address by a code that is mailed to it. */
class CodesTest {

  private static final Pattern CODE = Pattern.compile("^ {4}(\\d{6})$", Pattern.MULTILINE);

  private static CustomerFixture parley;
  private static CustomerFixture second;
  private static final Map<String, BlockingQueue<Mail>> mailboxes = new ConcurrentHashMap<>();
  private static final List<ChatEvent.CustomerRecognised> news = new CopyOnWriteArrayList<>();

  private static int tests;
  private String ann;
  private String bob;

  @BeforeAll
  static void start() {
    parley = CustomerFixture.start(CustomerFixture.UNHURRIED);
    second = parley.anotherNode(CustomerFixture.UNHURRIED);
    for (CustomerFixture node : List.of(parley, second)) {
      node.bus().listen(Addresses.MAIL_SEND, mail -> mailbox(mail.to()).add(mail));
    }
    parley
        .bus()
        .listen(
            Addresses.CHAT_EVENTS,
            event -> {
              if (event instanceof ChatEvent.CustomerRecognised customer) {
                news.add(customer);
              }
            });
  }

  @AfterAll
  static void stop() {
    second.close();
    parley.close();
  }

  @BeforeEach
  void newAddresses() {
    tests++;
    ann = "ann" + tests + "@example.com";
    bob = "bob" + tests + "@example.com";
  }

  @Test
  @DisplayName(
      "a right code makes customer and room, verifies, and is told as a turn would tell it")
  void verifies() {
    String visitor = visitor("v");
    verify(visitor, request(visitor, " Ann" + tests + "@Example.com "));

    Row row = visitorRow(visitor);
    assertThat(row.getBoolean("verified")).isTrue();
    assertThat(emailOf(row)).isEqualTo(ann);
    assertThat(rooms(ann)).isEqualTo(1);
    Awaitility.await().until(() -> news.stream().anyMatch(it -> it.email().equals(ann)));
    ChatEvent.CustomerRecognised told =
        news.stream().filter(it -> it.email().equals(ann)).findFirst().orElseThrow();
    assertThat(told.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(told.customerId()).isEqualTo(row.getUUID("customer_id"));

    TurnOpened next = parley.say(visitor, "Hello, write to " + bob + " as well");
    assertThat(next.verified()).isTrue();
    assertThat(next.outcome()).isEqualTo(Outcome.BOUND);
    assertThat(next.roomId()).isEqualTo(told.roomId());
  }

  @Test
  @DisplayName("a new customer's is the room that the visitor wrote in while nobody knew him")
  void links() {
    String visitor = visitor("v");
    TurnOpened before = parley.say(visitor, "Hello");
    verify(visitor, request(visitor, ann));

    TurnOpened after = parley.say(visitor, "So?");
    assertThat(after.roomId()).isEqualTo(before.roomId());
    assertThat(after.verified()).isTrue();
    assertThat(rooms(ann)).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "a customer who is there is found, the visitor's room is folded into his, and all of it is read")
  void folds() {
    TurnOpened elsewhere = parley.say(visitor("phone"), "My email is " + ann);
    String visitor = visitor("v");
    TurnOpened before = parley.say(visitor, "Who knows me?");
    assertThat(history(visitor)).containsExactly("Who knows me?");

    verify(visitor, request(visitor, ann));
    assertThat(history(visitor)).containsExactly("Who knows me?", "My email is " + ann);
    assertThat(parley.say(visitor, "Here I am").roomId()).isEqualTo(elsewhere.roomId());
    assertThat(
            parley
                .sql("SELECT folded_into FROM chat_room WHERE id = $1", before.roomId())
                .get(0)
                .getUUID(0))
        .isEqualTo(elsewhere.roomId());
    assertThat(history(visitor("phone"))).as("who merely typed it").hasSize(1);
  }

  @Test
  @DisplayName("a visitor of another address is rebound; one of the same is verified where he is")
  void binds() {
    String visitor = visitor("v");
    TurnOpened typed = parley.say(visitor, "My email is " + ann);
    assertThat(typed.verified()).isFalse();
    verify(visitor, request(visitor, ann));
    TurnOpened proven = parley.say(visitor, "It is me");
    assertThat(proven.verified()).isTrue();
    assertThat(proven.roomId()).isEqualTo(typed.roomId());

    verify(visitor, request(visitor, bob));
    TurnOpened rebound = parley.say(visitor, "And this");
    assertThat(rebound.verified()).isTrue();
    assertThat(rebound.roomId()).isNotEqualTo(typed.roomId());
    assertThat(emailOf(visitorRow(visitor))).isEqualTo(bob);
  }

  @Test
  @DisplayName("after five wrong tries the right code is wrong, and a new one is right")
  void fiveTries() {
    String visitor = visitor("v");
    String code = request(visitor, ann);
    for (int i = 0; i < 4; i++) {
      assertWrong(visitor, other(code));
    }
    verify(visitor, code); // the fifth
    code = request(visitor, bob);
    for (int i = 0; i < 5; i++) {
      assertWrong(visitor, other(code));
    }
    assertWrong(visitor, code);
    assertThat(emailOf(visitorRow(visitor))).isEqualTo(ann);
    verify(visitor, request(visitor, bob));
  }

  @Test
  @DisplayName("of fifty guesses at once on two nodes five are looked at")
  void guessesAtOnce() {
    String visitor = visitor("v");
    String code = request(visitor, ann);
    List<Future<CodeVerified>> guesses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      guesses.add(submit(i % 2 == 0 ? parley : second, visitor, other(code)));
    }
    guesses.forEach(guess -> assertUnproven(guess));
    assertThat(tries(ann)).isEqualTo(5);
    assertWrong(visitor, code);
  }

  @Test
  @DisplayName(
      "a code is good once, also when it comes three times while its customer is being made")
  void once() {
    String visitor = visitor("v");
    String code = request(visitor, ann);
    PgConnection foreign =
        parley.foreign(
            "INSERT INTO customer (id, domain_id, email, email_typed) VALUES ('%s', '%s', '%s', '%s')"
                .formatted(UUID.randomUUID(), DOMAIN, ann, ann));
    List<Future<CodeVerified>> uses =
        List.of(
            submit(parley, visitor, code),
            submit(second, visitor, code),
            submit(parley, visitor, code));
    Awaitility.await().until(() -> tries(ann) == 3);
    await(foreign.query("COMMIT").execute());
    await(foreign.close());

    await(Future.join(uses).otherwiseEmpty());
    assertThat(uses.stream().filter(Future::succeeded)).hasSize(1);
    uses.stream().filter(Future::failed).forEach(CodesTest::assertUnproven);
    assertThat(emailOf(visitorRow(visitor))).isEqualTo(ann);
    assertWrong(visitor, code);
  }

  @Test
  @DisplayName("a code is good though its customer is deleted at that moment: he is made anew")
  void deletedMeanwhile() {
    UUID before = UUID.randomUUID();
    parley.sql(
        "INSERT INTO customer (id, domain_id, email, email_typed) VALUES ($1, $2, $3, $3)",
        before,
        DOMAIN,
        ann);
    String visitor = visitor("v");
    String code = request(visitor, ann);
    PgConnection retention =
        parley.foreign("DELETE FROM customer WHERE email = '%s'".formatted(ann));
    try (CustomerFixture patient = parley.anotherNode(CustomerFixture.PATIENT)) {
      Future<CodeVerified> use = submit(patient, visitor, code);
      Awaitility.await()
          .until(
              () ->
                  parley.count(
                          "pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")
                      > 0);
      await(retention.query("COMMIT").execute());
      await(retention.close());

      await(use);
    }
    assertThat(emailOf(visitorRow(visitor))).isEqualTo(ann);
    assertThat(visitorRow(visitor).getUUID("customer_id")).isNotEqualTo(before);
    assertThat(rooms(ann)).isEqualTo(1);
  }

  @Test
  @DisplayName("a code that is too old is wrong")
  void expired() {
    String visitor = visitor("v");
    String code = request(visitor, ann);
    Row row =
        parley
            .sql(
                "SELECT expires_at - now() < interval '10 minutes' FROM visitor_code WHERE email = $1",
                ann)
            .get(0);
    assertThat(row.getBoolean(0)).isTrue();
    parley.sql("UPDATE visitor_code SET expires_at = now() WHERE email = $1", ann);
    assertWrong(visitor, code);
    assertThat(visitorRows(visitor)).isEmpty();
  }

  @Test
  @DisplayName(
      "a code is its visitor's: to another one, in another domain, after a sign-out it is wrong")
  void foreign() {
    UUID otherDomain = UUID.randomUUID();
    parley.createDomain(otherDomain);
    String visitor = visitor("v");
    String code = request(visitor, ann);

    assertWrong(visitor("thief"), code);
    request(visitor("thief"), bob);
    assertWrong(visitor("thief"), code);
    assertUnproven(
        parley
            .bus()
            .request(
                Addresses.VISITOR_VERIFY,
                new VerifyCode(otherDomain, new VisitorSecret(visitor), code)));
    await(
        parley
            .bus()
            .request(Addresses.CHAT_RESET, new ResetVisitor(DOMAIN, new VisitorSecret(visitor))));
    assertWrong(visitor, code);
    assertThat(parley.count("customer WHERE email IN ('" + ann + "', '" + bob + "')")).isZero();
  }

  @Test
  @DisplayName("a new code takes the place of the one before, whatever address it was for")
  void replaced() {
    String visitor = visitor("v");
    String first = request(visitor, ann);
    String next = request(visitor, bob);
    if (!first.equals(next)) {
      assertWrong(visitor, first);
    }
    verify(visitor, next);
    assertThat(emailOf(visitorRow(visitor))).isEqualTo(bob);
    assertThat(parley.count("visitor_code WHERE email = '" + ann + "'")).isZero();
  }

  @Test
  @DisplayName("who has the table cannot try all codes: the hash needs the secret itself")
  void hash() {
    VisitorSecret visitor = new VisitorSecret(visitor("v"));
    String code = request(visitor.value(), ann);
    Row row = parley.sql("SELECT id, code_hash FROM visitor_code WHERE email = $1", ann).get(0);
    UUID id = row.getUUID("id");
    byte[] kept = row.getBuffer("code_hash").getBytes();

    assertThat(kept).isEqualTo(CodeHash.of(visitor, id, ann, code));
    assertThat(kept)
        .isNotEqualTo(CodeHash.of(visitor, id, bob, code))
        .isNotEqualTo(CodeHash.of(visitor, UUID.randomUUID(), ann, code))
        .isNotEqualTo(CodeHash.of(new VisitorSecret(visitor("w")), id, ann, code));
  }

  @Test
  @DisplayName("an address is written to five times an hour, whoever asks at the same moment")
  void hourly() {
    List<Future<CodeRequested>> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(ask(i % 2 == 0 ? parley : second, DOMAIN, visitor("v" + i), ann));
    }
    requests.forEach(request -> await(request));
    assertThat(requests.stream().filter(it -> it.result().retryAfter().isEmpty())).hasSize(5);
    assertThat(parley.count("visitor_code WHERE email = '" + ann + "'")).isEqualTo(5);

    Duration wait = await(ask(parley, DOMAIN, visitor("late"), ann)).retryAfter().orElseThrow();
    assertThat(wait).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60));
    UUID otherDomain = UUID.randomUUID();
    parley.createDomain(otherDomain);
    assertThat(await(ask(parley, otherDomain, visitor("v"), ann)).retryAfter()).isEmpty();

    age(ann, "1 hour");
    assertThat(await(ask(parley, DOMAIN, visitor("late"), ann)).retryAfter()).isEmpty();
  }

  @Test
  @DisplayName("what follows a + in an address leads to the same mailbox, and is proven with it")
  void mailbox() {
    for (int i = 0; i < 4; i++) {
      assertThat(await(ask(parley, DOMAIN, visitor("v" + i), tagged(i))).retryAfter()).isEmpty();
    }
    String visitor = visitor("w");
    verify(visitor, request(visitor, tagged(4)));

    assertThat(emailOf(visitorRow(visitor))).isEqualTo(tagged(4));
    for (String address : List.of(ann, tagged(5))) {
      assertThat(await(ask(parley, DOMAIN, visitor("late"), address)).retryAfter()).isPresent();
    }
    assertThat(await(ask(parley, DOMAIN, visitor("late"), bob)).retryAfter()).isEmpty();
  }

  private String tagged(int i) {
    return ann.replace("@", "+" + i + "+x@");
  }

  @Test
  @DisplayName("and twenty times a day; an address that is known is limited alike")
  void daily() {
    parley.say(visitor("v"), "My email is " + ann);
    for (int i = 0; i < 20; i++) {
      assertThat(await(ask(parley, DOMAIN, visitor("v"), ann)).retryAfter()).isEmpty();
      age(ann, "1 hour");
    }
    Duration wait = await(ask(parley, DOMAIN, visitor("v"), ann)).retryAfter().orElseThrow();
    assertThat(wait).isBetween(Duration.ofMinutes(200), Duration.ofMinutes(240));
  }

  @Test
  @DisplayName(
      "many visitors prove one new address on two nodes, and many write it: one customer, one room")
  void race() {
    int proofs = 5; // as many as an address is mailed in an hour
    List<String> codes =
        IntStream.range(0, proofs).mapToObj(i -> requestAs(visitor("v" + i), i)).toList();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      CustomerFixture node = i % 2 == 0 ? parley : second;
      if (i < proofs) {
        all.add(submit(node, visitor("v" + i), codes.get(i)));
        all.add(second.submit(visitor("v" + i), "Hello"));
      }
      all.add(node.submit(visitor("w" + i), "My email is " + ann));
    }
    all.forEach(it -> await(it));

    assertThat(parley.count("customer WHERE email = '" + ann + "'")).isEqualTo(1);
    assertThat(rooms(ann)).isEqualTo(1);
    for (int i = 0; i < proofs; i++) {
      TurnOpened after = parley.say(visitor("v" + i), "So?");
      assertThat(after.verified()).isTrue();
      assertThat(after.roomId()).isEqualTo(room(ann));
      assertThat(emailOf(visitorRow(visitor("v" + i)))).isEqualTo(ann);
    }
  }

  /** Another one than the mailbox' newest: each visitor's own mail is taken before the next. */
  private String requestAs(String visitor, int i) {
    return request(i % 2 == 0 ? parley : second, visitor, ann);
  }

  @Test
  @DisplayName("a domain beyond ASCII is mailed to as punycode; what precedes it must be ASCII")
  void beyondAscii() {
    await(ask(parley, DOMAIN, visitor("v"), "ann" + tests + "@bücher.example"));
    nextMail("ann" + tests + "@xn--bcher-kva.example");

    assertThatThrownBy(() -> await(ask(parley, DOMAIN, visitor("v"), "änn@example.com")))
        .hasMessageContaining("email cannot be mailed to")
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.INVALID));
  }

  @Test
  @DisplayName("what is over is removed, and nothing else")
  void removed() {
    request(visitor("v"), ann);
    request(visitor("w"), bob);
    parley.sql("UPDATE visitor_code SET expires_at = now() WHERE email = $1", ann);
    parley.sql("UPDATE code_mail SET remove_at = now() WHERE email = $1", ann);
    parley.sql(CodeQueries.REMOVE_CODES, 500);
    for (String table : List.of("visitor_code", "code_mail")) {
      assertThat(parley.count(table + " WHERE email = '" + ann + "'")).isZero();
      assertThat(parley.count(table + " WHERE email = '" + bob + "'")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("what is no address is named, and an unknown domain is unknown; nothing is mailed")
  void refused() {
    for (String text :
        List.of("ann", "ann@localhost", "a@b.com, " + ann, ann + "\r\nBcc: " + bob)) {
      assertFails(ask(parley, DOMAIN, visitor("v"), text), Failure.INVALID);
    }
    assertFails(ask(parley, UUID.randomUUID(), visitor("v"), ann), Failure.UNKNOWN_DOMAIN);
    assertThat(mailboxes).doesNotContainKeys(ann, bob);
    assertThat(visitorRows(visitor("v"))).isEmpty();
  }

  private String visitor(String name) {
    return name + "-" + tests;
  }

  private static String other(String code) {
    return "%06d".formatted((Integer.parseInt(code) + 1) % 1_000_000);
  }

  /** The code that is mailed. */
  private static String request(String visitor, String email) {
    return request(parley, visitor, email);
  }

  private static String request(CustomerFixture node, String visitor, String email) {
    String to = email.strip().toLowerCase(Locale.ROOT);
    assertThat(await(ask(node, DOMAIN, visitor, email)).retryAfter()).isEmpty();
    Matcher code = CODE.matcher(nextMail(to).text());
    assertThat(code.find()).isTrue();
    return code.group(1);
  }

  private static BlockingQueue<Mail> mailbox(String email) {
    return mailboxes.computeIfAbsent(email, it -> new LinkedBlockingQueue<>());
  }

  private static Mail nextMail(String email) {
    try {
      Mail mail = mailbox(email).poll(20, TimeUnit.SECONDS);
      assertThat(mail).as("a mail").isNotNull();
      return mail;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Future<CodeRequested> ask(
      CustomerFixture node, UUID domain, String visitor, String email) {
    return node.bus()
        .request(
            Addresses.VISITOR_CODE, new RequestCode(domain, new VisitorSecret(visitor), email));
  }

  private static Future<CodeVerified> submit(CustomerFixture node, String visitor, String code) {
    return node.bus()
        .request(
            Addresses.VISITOR_VERIFY, new VerifyCode(DOMAIN, new VisitorSecret(visitor), code));
  }

  private static void verify(String visitor, String code) {
    await(submit(parley, visitor, code));
  }

  private static void assertWrong(String visitor, String code) {
    assertUnproven(submit(parley, visitor, code));
  }

  private static void assertUnproven(Future<?> future) {
    assertFails(future, Failure.UNPROVEN);
  }

  private static void assertFails(Future<?> future, Failure failure) {
    assertThatThrownBy(() -> await(future))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  private static int tries(String email) {
    return parley
        .sql("SELECT tries FROM visitor_code WHERE email = $1", email)
        .get(0)
        .getInteger(0);
  }

  /** Lets time pass, as far as the limit of an address is concerned. */
  private static void age(String email, String interval) {
    parley.sql(
        "UPDATE code_mail SET sent = ARRAY(SELECT at - $2::text::interval FROM unnest(sent) AS at)"
            + " WHERE email = $1",
        email,
        interval);
  }

  private static List<String> history(String visitor) {
    HistoryPage page =
        await(
            parley
                .bus()
                .request(
                    Addresses.CHAT_HISTORY,
                    new ReadHistory(DOMAIN, new VisitorSecret(visitor), Optional.empty(), 100)));
    return page.messages().stream().map(HistoryPage.Message::content).toList();
  }

  private static List<Row> visitorRows(String visitor) {
    return parley.sql(
        "SELECT customer_id, verified FROM visitor WHERE secret_sha256 = $1",
        Buffer.buffer(new VisitorSecret(visitor).sha256()));
  }

  private static Row visitorRow(String visitor) {
    return visitorRows(visitor).get(0);
  }

  private static String emailOf(Row visitor) {
    return parley
        .sql("SELECT email FROM customer WHERE id = $1", visitor.getUUID("customer_id"))
        .get(0)
        .getString(0);
  }

  private static long rooms(String email) {
    return parley
        .sql(
            "SELECT count(*) FROM chat_room JOIN customer ON customer.id = customer_id WHERE email = $1",
            email)
        .get(0)
        .getLong(0);
  }

  private static UUID room(String email) {
    return parley
        .sql(
            "SELECT chat_room.id FROM chat_room JOIN customer ON customer.id = customer_id WHERE email = $1",
            email)
        .get(0)
        .getUUID(0);
  }
}
