package dev.parley.http;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.Failure;
import dev.parley.bus.FindPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DomainPoliciesTest {

  private static final UUID SHOP = UUID.randomUUID();
  private static final DomainPolicy OLD = policy("old");
  private static final DomainPolicy NEW = policy("new");

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Future<DomainPolicy> answer = Future.succeededFuture(OLD);

  private Vertx vertx;
  private Bus bus;
  private Context context;
  private DomainPolicies policies;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    bus.answer(Addresses.DOMAIN_POLICY, this::answer);
    context = vertx.getOrCreateContext();
    policies =
        await(
            Future.future(
                made ->
                    context.runOnContext(
                        tick -> made.complete(new DomainPolicies(vertx, bus, clock::get)))));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private Future<DomainPolicy> answer(FindPolicy question) {
    asked.incrementAndGet();
    return answer;
  }

  @Test
  @DisplayName("a policy is asked for once, and is there at once from then on")
  void asksOnce() {
    assertThat(await(of())).isEqualTo(OLD);
    assertThat(immediately()).isTrue();
    assertThat(await(of())).isEqualTo(OLD);
    assertThat(asked).hasValue(1);
  }

  @Test
  @DisplayName("all who ask at the same time share one question")
  void sharesTheQuestion() {
    Promise<DomainPolicy> held = withhold();
    Future<DomainPolicy> one = of();
    Future<DomainPolicy> other = of();
    held.complete(OLD);

    assertThat(await(one)).isSameAs(await(other));
    assertThat(asked).hasValue(1);
  }

  @Test
  @DisplayName("one that ages is asked for anew, and nobody waits for that")
  void refreshes() {
    await(of());
    answer = Future.succeededFuture(NEW);
    pass(DomainPolicies.FRESH);

    assertThat(await(of())).isEqualTo(OLD);
    await().untilAsserted(() -> assertThat(await(of())).isEqualTo(NEW));
    assertThat(asked).hasValue(2);
  }

  @Test
  @DisplayName("one that is old is waited for, so that another process' change is seen in time")
  void waitsForANewOne() {
    await(of());
    answer = Future.succeededFuture(NEW);
    pass(DomainPolicies.KEPT);

    assertThat(await(of())).isEqualTo(NEW);
  }

  @Test
  @DisplayName("one that is old is waited for a moment only, and nobody after that, until it comes")
  void waitsAMomentOnly() {
    await(of());
    Promise<DomainPolicy> silent = withhold();
    pass(DomainPolicies.KEPT);

    assertThat(await(of())).isEqualTo(OLD);
    assertThat(immediately()).isTrue();
    assertThat(asked).hasValue(2);
    silent.complete(NEW);
    await().untilAsserted(() -> assertThat(await(of())).isEqualTo(NEW));
    assertThat(asked).hasValue(2);
  }

  @Test
  @DisplayName("nor is one that was changed, while nobody says what it is now")
  void waitsAMomentOnlyAfterAChange() {
    await(of());
    Promise<DomainPolicy> silent = withhold();
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(SHOP));

    await()
        .untilAsserted(
            () -> {
              assertThat(await(of())).isEqualTo(OLD);
              assertThat(asked).hasValue(2);
            });
    silent.fail(Failure.UNAVAILABLE.because("away"));
    answer = Future.succeededFuture(NEW);
    pass(DomainPolicies.KEPT);
    await().untilAsserted(() -> assertThat(await(of())).isEqualTo(NEW));
  }

  @Test
  @DisplayName("a change is heard at once")
  void hearsOfChanges() {
    await(of());
    answer = Future.succeededFuture(NEW);
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(SHOP));

    await().untilAsserted(() -> assertThat(await(of())).isEqualTo(NEW));
  }

  @Test
  @DisplayName("what was asked for before a change is not kept after it")
  void keepsNothingFromBefore() {
    Promise<DomainPolicy> held = withhold();
    Future<DomainPolicy> before = of();
    await().until(() -> asked.get() == 1);
    answer = Future.succeededFuture(NEW);
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(SHOP));
    await().untilAsserted(() -> assertThat(await(of())).isEqualTo(NEW));
    held.complete(OLD);

    assertThat(await(before)).isEqualTo(OLD);
    assertThat(await(of())).isEqualTo(NEW);
  }

  @Test
  @DisplayName("while the database is away what was known goes on, even what was changed since")
  void goesOnWithoutDatabase() {
    await(of());
    answer = Future.failedFuture(Failure.UNAVAILABLE.because("away"));
    pass(DomainPolicies.KEPT);
    assertThat(await(of())).isEqualTo(OLD);
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(SHOP));
    await()
        .untilAsserted(
            () -> {
              assertThat(await(of())).isEqualTo(OLD);
              assertThat(asked).hasValue(3);
            });

    answer = Future.succeededFuture(NEW);
    pass(DomainPolicies.KEPT);
    assertThat(await(of())).isEqualTo(NEW);
  }

  @Test
  @DisplayName("one that was never known is not available, and is asked for again")
  void unavailable() {
    answer = Future.failedFuture(Failure.UNAVAILABLE.because("away"));
    assertThat(failure()).isEqualTo(Failure.UNAVAILABLE);
    answer = Future.succeededFuture(OLD);
    assertThat(await(of())).isEqualTo(OLD);
  }

  @Test
  @DisplayName("that there is no such domain is kept for a moment, until there is")
  void unknown() {
    answer = Future.failedFuture(Failure.UNKNOWN_DOMAIN.because("none"));
    assertThat(failure()).isEqualTo(Failure.UNKNOWN_DOMAIN);
    assertThat(failure()).isEqualTo(Failure.UNKNOWN_DOMAIN);
    assertThat(asked).hasValue(1);

    answer = Future.succeededFuture(OLD);
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(SHOP));
    await().untilAsserted(() -> assertThat(await(of().otherwise(NEW))).isEqualTo(OLD));
  }

  @Test
  @DisplayName(
      "who asks for many domains that nobody knows keeps the database from no other: the rest is refused, the known one never")
  void boundsTheUnknown() {
    await(of());
    Promise<DomainPolicy> held = withhold();
    List<Future<DomainPolicy>> flood =
        flood(DomainPolicies.MOST_STRANGERS + DomainPolicies.MOST_WAITING);
    await().until(() -> asked.get() == 1 + DomainPolicies.MOST_STRANGERS);

    assertThat(failure(of(UUID.randomUUID()))).isEqualTo(Failure.OVERLOADED);
    assertThat(asked).hasValue(1 + DomainPolicies.MOST_STRANGERS);
    pass(DomainPolicies.KEPT);
    Future<DomainPolicy> known = of();
    await().until(() -> asked.get() == 2 + DomainPolicies.MOST_STRANGERS);

    held.fail(Failure.UNKNOWN_DOMAIN.because("none"));
    flood.forEach(it -> assertThat(failure(it)).isEqualTo(Failure.UNKNOWN_DOMAIN));
    assertThat(failure(known)).isEqualTo(Failure.UNKNOWN_DOMAIN);
    answer = Future.succeededFuture(NEW);
    assertThat(await(of(UUID.randomUUID()))).isEqualTo(NEW);
  }

  @Test
  @DisplayName("beyond those that are asked for at once, others wait in their order")
  void othersWait() {
    Promise<DomainPolicy> held = withhold();
    flood(2 * DomainPolicies.MOST_STRANGERS);
    await().until(() -> asked.get() == DomainPolicies.MOST_STRANGERS);
    Future<DomainPolicy> shop = of();
    assertThat(of(UUID.randomUUID()).isComplete()).isFalse();

    answer = Future.succeededFuture(NEW);
    held.fail(Failure.UNKNOWN_DOMAIN.because("none"));
    assertThat(await(shop)).isEqualTo(NEW);
  }

  @Test
  @DisplayName("who has waited for a second is refused, and may ask again")
  void waitsNoLonger() {
    Promise<DomainPolicy> held = withhold();
    flood(DomainPolicies.MOST_STRANGERS);
    await().until(() -> asked.get() == DomainPolicies.MOST_STRANGERS);
    Future<DomainPolicy> shop = of();
    assertThat(failure(shop)).isEqualTo(Failure.OVERLOADED);
    answer = Future.succeededFuture(NEW);
    held.fail(Failure.UNKNOWN_DOMAIN.because("none"));
    assertThat(await(of())).isEqualTo(NEW);
  }

  private List<Future<DomainPolicy>> flood(int many) {
    return Stream.generate(() -> of(UUID.randomUUID())).limit(many).toList();
  }

  @Test
  @DisplayName("a domain that is gone is known no longer")
  void gone() {
    await(of());
    answer = Future.failedFuture(Failure.UNKNOWN_DOMAIN.because("none"));
    pass(DomainPolicies.KEPT);
    assertThat(failure()).isEqualTo(Failure.UNKNOWN_DOMAIN);
    answer = Future.failedFuture(Failure.UNAVAILABLE.because("away"));
    pass(DomainPolicies.KEPT);
    assertThat(failure()).isEqualTo(Failure.UNAVAILABLE);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private Future<DomainPolicy> of() {
    return of(SHOP);
  }

  /** From now on there is no answer but the one that comes of this. */
  private Promise<DomainPolicy> withhold() {
    Promise<DomainPolicy> withheld = Promise.promise();
    answer = withheld.future();
    return withheld;
  }

  private Future<DomainPolicy> of(UUID domainId) {
    return Future.future(
        promise -> context.runOnContext(tick -> policies.of(domainId).onComplete(promise)));
  }

  private boolean immediately() {
    return await(
        Future.future(
            promise ->
                context.runOnContext(tick -> promise.complete(policies.of(SHOP).succeeded()))));
  }

  private Failure failure() {
    return failure(of());
  }

  private static Failure failure(Future<DomainPolicy> of) {
    return await(of.map(Failure.INTERNAL).recover(it -> Future.succeededFuture(Failure.of(it))));
  }

  private static DomainPolicy policy(String name) {
    return new DomainPolicy(SHOP, name, "", "en", List.of(), DomainLimits.NONE);
  }
}
