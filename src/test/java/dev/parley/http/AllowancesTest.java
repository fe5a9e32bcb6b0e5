package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.VisitorSecret;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.LimitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What everybody has left")
class AllowancesTest {

  private static final UUID SHOP = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID SCHOOL = UUID.fromString("00000000-0000-4000-8000-000000000002");

  private long now = Long.MAX_VALUE - 1_000; // clocks wrap around

  private Allowances allowances(LimitSettings limits) {
    return new Allowances(limits, () -> now);
  }

  private static DomainPolicy domain(UUID id, DomainLimits limits) {
    return new DomainPolicy(id, "a domain", "", "en", List.of(), limits);
  }

  private static DomainLimits.Limit own(int burst, double perMinute) {
    return new DomainLimits.Limit(Optional.of(burst), Optional.of(perMinute));
  }

  private static Asker asker(String visitor, String ip) {
    return Asker.of(
        Optional.of(visitor).filter(it -> !it.isEmpty()).map(VisitorSecret::new),
        AddressRanges.address(ip));
  }

  /** By which limit it was refused; empty when it passed. */
  private static String refused(Allowances all, UUID domain, String visitor, String ip) {
    return all.turn(domain(domain, DomainLimits.NONE), asker(visitor, ip))
        .takeTurn()
        .map(it -> it.limit().label())
        .orElse("");
  }

  @Test
  @DisplayName("visitors have buckets of their own, and are known by their secret at any address")
  void visitors() {
    Allowances all = allowances(TestLimits.on().with("visitor", 1, 1).settings());
    assertThat(refused(all, SHOP, "ann", "192.0.2.1")).isEmpty();
    assertThat(refused(all, SHOP, "ann", "192.0.2.2")).isEqualTo("visitor");
    assertThat(refused(all, SHOP, "bob", "192.0.2.1")).isEmpty();
    assertThat(all.read(asker("ann", "192.0.2.1").visitor().orElseThrow())).isPositive();
  }

  @Test
  @DisplayName("who bears no secret, or a fresh one each time, is held by his address")
  void fresh() {
    Allowances all = allowances(TestLimits.on().with("visitor", 1, 1).with("ip", 3, 1).settings());
    assertThat(refused(all, SHOP, "", "192.0.2.1")).isEmpty();
    assertThat(refused(all, SHOP, "", "192.0.2.1")).isEmpty();
    assertThat(refused(all, SHOP, "x1", "192.0.2.1")).isEmpty();
    assertThat(refused(all, SHOP, "x2", "192.0.2.1")).isEqualTo("ip");
    assertThat(refused(all, SHOP, "", "192.0.2.1")).isEqualTo("ip");
    assertThat(refused(all, SHOP, "", "192.0.2.2")).isEmpty();
  }

  @Test
  @DisplayName("an IPv6 client has 64 bits to choose from, and an IPv4 one is the same in disguise")
  void prefixes() {
    Allowances all = allowances(TestLimits.on().with("ip", 1, 1).settings());
    assertThat(refused(all, SHOP, "", "2001:db8:0:1::1")).isEmpty();
    assertThat(refused(all, SHOP, "", "2001:db8:0:1:ffff::2")).isEqualTo("ip");
    assertThat(refused(all, SHOP, "", "2001:db8:0:2::1")).isEmpty();
    assertThat(refused(all, SHOP, "", "192.0.2.1")).isEmpty();
    assertThat(refused(all, SHOP, "", "::ffff:192.0.2.1")).isEqualTo("ip");
  }

  @Test
  @DisplayName("a turn that one limit refuses takes nothing from the others")
  void allOrNothing() {
    Allowances all =
        allowances(
            TestLimits.on().with("visitor", 5, 1).with("ip", 5, 1).with("domain", 1, 1).settings());
    assertThat(refused(all, SHOP, "ann", "192.0.2.1")).isEmpty();
    for (int i = 0; i < 20; i++) {
      assertThat(refused(all, SHOP, "ann", "192.0.2.1")).isEqualTo("domain");
    }
    for (int i = 0; i < 4; i++) {
      now += Duration.ofMillis(1).toNanos();
      assertThat(refused(all, new UUID(1, i), "ann", "192.0.2.1")).isEmpty();
    }
    assertThat(refused(all, SCHOOL, "ann", "192.0.2.1")).isIn("visitor", "ip");
  }

  @Test
  @DisplayName("so does one for which the last token was taken between the look and the take")
  void overtaken() {
    Allowance shared = Allowance.full(now);
    Rate one = Rate.of(1, 1);
    Charge.Payer payer = new Charge.Payer(shared, Limit.VISITOR, one, Limit.VISITOR_TOKENS, one);
    Charge twice = new Charge(List.of(payer, payer), () -> now);
    assertThat(twice.takeTurn()).isPresent();
    assertThat(shared.turns().waitFor(one, now)).isZero();
  }

  @Test
  @DisplayName("of several the longest wait is told")
  void longest() {
    Allowances all = allowances(TestLimits.on().with("visitor", 1, 60).with("ip", 1, 6).settings());
    Charge charge = all.turn(domain(SHOP, DomainLimits.NONE), asker("ann", "192.0.2.1"));
    assertThat(charge.takeTurn()).isEmpty();
    assertThat(charge.takeTurn())
        .contains(new Charge.Refusal(Limit.IP, Duration.ofSeconds(10).toNanos()));
  }

  @Test
  @DisplayName("64 threads of many visitors get exactly what their domain has, and nobody loses")
  void concurrent() throws Exception {
    Allowances all =
        allowances(TestLimits.on().with("domain", 5_000, 0.1).with("ip", 6_000, 0.1).settings());
    DomainPolicy shop = domain(SHOP, DomainLimits.NONE);
    Asker asker = asker("", "192.0.2.1");
    assertThat(TokenBucketTest.passed(200, () -> all.turn(shop, asker).takeTurn().isEmpty()))
        .isEqualTo(5_000);
    DomainPolicy school = domain(SCHOOL, DomainLimits.NONE);
    assertThat(TokenBucketTest.passed(200, () -> all.turn(school, asker).takeTurn().isEmpty()))
        .isEqualTo(1_000);
  }

  @Test
  @DisplayName("an answer that was long is waited for by the visitor, the address and the domain")
  void tokens() {
    Allowances all = allowances(TestLimits.on().with("visitorTokens", 100, 60).settings());
    Charge charge = all.turn(domain(SHOP, DomainLimits.NONE), asker("ann", "192.0.2.1"));
    assertThat(charge.takeTurn()).isEmpty();
    charge.spend(99);
    assertThat(charge.takeTurn()).isEmpty();
    charge.spend(31);
    assertThat(charge.takeTurn())
        .contains(new Charge.Refusal(Limit.VISITOR_TOKENS, Duration.ofSeconds(31).toNanos()));
    now += Duration.ofSeconds(31).toNanos();
    assertThat(charge.takeTurn()).isEmpty();
  }

  @Test
  @DisplayName("a domain's own limits replace the usual ones there, and count apart")
  void ownLimits() {
    Allowances all =
        allowances(TestLimits.on().with("visitor", 2, 1).with("domain", 1, 1).settings());
    DomainPolicy own =
        domain(
            SCHOOL,
            new DomainLimits(
                own(3, 1),
                DomainLimits.Limit.NONE,
                new DomainLimits.Limit(Optional.of(4), Optional.empty()),
                own(1_000, 60)));
    Asker ann = asker("ann", "192.0.2.1");
    for (int i = 0; i < 3; i++) {
      assertThat(all.turn(own, ann).takeTurn()).isEmpty();
    }
    assertThat(all.turn(own, ann).takeTurn().map(Charge.Refusal::limit)).contains(Limit.VISITOR);
    assertThat(all.turn(own, asker("bob", "192.0.2.1")).takeTurn()).isEmpty();
    assertThat(all.turn(own, asker("bob", "192.0.2.1")).takeTurn().map(Charge.Refusal::limit))
        .contains(Limit.DOMAIN);
    assertThat(refused(all, SHOP, "ann", "192.0.2.1")).isEmpty();

    all.turn(own, ann).spend(2_000);
    now += Duration.ofMinutes(10).toNanos();
    assertThat(all.turn(own, ann).takeTurn())
        .contains(new Charge.Refusal(Limit.DOMAIN_TOKENS, Duration.ofSeconds(401).toNanos()));
  }

  @Test
  @DisplayName("a limit that its domain changes begins full, however much was taken before")
  void changed() {
    Allowances all = allowances(TestLimits.on().with("domain", 20, 1_200).settings());
    DomainPolicy tight = domain(SHOP, limits(DomainLimits.Limit.NONE, own(1, 0.001)));
    assertThat(taken(all, tight, "ann")).isEqualTo(1);
    assertThat(taken(all, domain(SHOP, DomainLimits.NONE), "ann")).isEqualTo(20);
    assertThat(taken(all, domain(SHOP, limits(DomainLimits.Limit.NONE, own(5, 1))), "ann"))
        .isEqualTo(5);

    DomainPolicy slow = domain(SCHOOL, limits(own(1, 0.001), DomainLimits.Limit.NONE));
    assertThat(taken(all, slow, "bob")).isEqualTo(1);
    DomainPolicy quick = domain(SCHOOL, limits(own(3, 60), DomainLimits.Limit.NONE));
    assertThat(taken(all, quick, "bob")).isEqualTo(3);
  }

  @Test
  @DisplayName("two rates side by side, as while a change gets about, give what both have")
  void sideBySide() {
    Allowances all = allowances(TestLimits.on().settings());
    DomainPolicy before = domain(SHOP, limits(DomainLimits.Limit.NONE, own(3, 1)));
    DomainPolicy after = domain(SHOP, limits(DomainLimits.Limit.NONE, own(5, 1)));
    int passed = 0;
    for (int i = 0; i < 50; i++) {
      passed += taken(all, before, "ann") + taken(all, after, "ann");
    }
    assertThat(passed).isEqualTo(8);
  }

  @Test
  @DisplayName("what is owed for answers stays owed when a domain changes another limit")
  void otherLimit() {
    Allowances all = allowances(TestLimits.on().with("domainTokens", 100, 60).settings());
    all.turn(domain(SHOP, DomainLimits.NONE), asker("ann", "192.0.2.1")).spend(130);
    DomainPolicy other = domain(SHOP, limits(DomainLimits.Limit.NONE, own(5, 1)));
    assertThat(all.turn(other, asker("ann", "192.0.2.1")).takeTurn().map(Charge.Refusal::limit))
        .contains(Limit.DOMAIN_TOKENS);
  }

  private static DomainLimits limits(DomainLimits.Limit visitor, DomainLimits.Limit domain) {
    return new DomainLimits(visitor, DomainLimits.Limit.NONE, domain, DomainLimits.Limit.NONE);
  }

  /** How many turns he takes until one is refused. */
  private static int taken(Allowances all, DomainPolicy policy, String visitor) {
    int taken = 0;
    while (all.turn(policy, asker(visitor, "192.0.2.1")).takeTurn().isEmpty()) {
      taken++;
    }
    return taken;
  }

  @Test
  @DisplayName("a flood of secrets and addresses is not remembered, and drives no domain out")
  void flood() {
    Allowances all = allowances(TestLimits.on().with("domain", 1, 0.1).settings());
    assertThat(refused(all, SHOP, "ann", "192.0.2.1")).isEmpty();
    DomainPolicy school = domain(SCHOOL, DomainLimits.NONE);
    for (long i = 0; i < 120_000; i++) {
      all.turn(school, new Asker(Optional.of(i), i));
      all.request(i);
    }
    assertThat(all.known()).isLessThan(301_000);
    assertThat(refused(all, SHOP, "bob", "192.0.2.2")).isEqualTo("domain");
  }
}
