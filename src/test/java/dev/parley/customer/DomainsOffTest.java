package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.Failure;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.RequestCode;
import dev.parley.bus.TurnOpened;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A domain that is off")
class DomainsOffTest {

  /** Counts within so long in every process. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static CustomerFixture parley;

  private UUID domain;

  @BeforeAll
  static void start() {
    parley = CustomerFixture.start(CustomerFixture.UNHURRIED);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  @BeforeEach
  void newDomain() {
    domain = UUID.randomUUID();
    parley.createDomain(domain);
  }

  @Test
  @DisplayName("takes no turn, of somebody new or of a visitor who is known, until it is on")
  void turns() {
    say("known", "I am ann@example.com");
    turn(false);
    tell();

    assertThat(failure(parley.submit(domain, "new", "Hello"))).isEqualTo(Failure.UNKNOWN_DOMAIN);
    Awaitility.await()
        .until(
            () -> failure(parley.submit(domain, "known", "Hello")).equals(Failure.UNKNOWN_DOMAIN));
    assertThat(failure(parley.submit(domain, "known", "I am ann@example.com")))
        .isEqualTo(Failure.UNKNOWN_DOMAIN);
    assertThat(count("visitor")).isEqualTo(1);
    parley.say("elsewhere", "Hello");

    turn(true);
    tell();
    Awaitility.await().untilAsserted(() -> say("known", "Hello"));
    say("new", "Hello");
    assertThat(count("customer")).isEqualTo(1);
  }

  @Test
  @DisplayName("is known to be so, and to be on again, in a process that nobody told")
  void untold() {
    say("known", "Hello");
    turn(false);
    waitAtMost(SOON)
        .until(
            () -> failure(parley.submit(domain, "known", "Hello")).equals(Failure.UNKNOWN_DOMAIN));
    turn(true);
    waitAtMost(SOON).until(() -> parley.submit(domain, "known", "Hello"), this::succeeds);
  }

  @Test
  @DisplayName("takes none from the first moment of a process that begins while it is off")
  void fromTheStart() {
    say("known", "Hello");
    turn(false);
    try (CustomerFixture node = parley.anotherNode(CustomerFixture.UNHURRIED)) {
      assertThat(failure(node.submit(domain, "known", "Hello"))).isEqualTo(Failure.UNKNOWN_DOMAIN);
    }
  }

  @Test
  @DisplayName("shows no history and mails no code, and loses nothing")
  void readsNothing() {
    say("known", "Hello");
    turn(false);

    assertThat(ask(Addresses.CHAT_HISTORY, history())).isEqualTo(Failure.UNKNOWN_DOMAIN);
    assertThat(ask(Addresses.VISITOR_CODE, code())).isEqualTo(Failure.UNKNOWN_DOMAIN);
    assertThat(parley.count("visitor_code WHERE domain_id = '%s'".formatted(domain))).isZero();

    turn(true);
    assertThat(await(parley.bus().request(Addresses.CHAT_HISTORY, history())).messages())
        .hasSize(1);
  }

  @Test
  @DisplayName("has the answer stored that was under way")
  void answers() {
    TurnOpened turn = say("known", "Hello");
    turn(false);
    tell();

    await(parley.answer(turn, "Hello Ann", AnswerStatus.COMPLETE));

    assertThat(parley.stored(turn)).contains("complete: Hello Ann");
  }

  private ReadHistory history() {
    return new ReadHistory(
        domain, new VisitorSecret("known"), Optional.empty(), 50, Optional.empty());
  }

  private RequestCode code() {
    return new RequestCode(domain, new VisitorSecret("known"), "ann@example.com");
  }

  private TurnOpened say(String visitor, String message) {
    return await(parley.submit(domain, visitor, message));
  }

  private void turn(boolean on) {
    parley.sql("UPDATE domain SET enabled = $2 WHERE id = $1", domain, on);
  }

  /** As the process does that was told. */
  private void tell() {
    parley.bus().publish(Addresses.DOMAIN_CHANGED, new DomainChanged(domain));
  }

  private long count(String table) {
    return parley.count("%s WHERE domain_id = '%s'".formatted(table, domain));
  }

  private static <Q, R> Failure ask(Address<Q, R> address, Q request) {
    return failure(parley.bus().request(address, request));
  }

  private boolean succeeds(Future<?> asked) {
    return failure(asked) == Failure.INTERNAL;
  }

  /** Internal, when there is none. */
  private static Failure failure(Future<?> asked) {
    return await(asked.map(Failure.INTERNAL).recover(it -> Future.succeededFuture(Failure.of(it))));
  }
}
