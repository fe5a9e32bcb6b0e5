package dev.parley.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPolicy;
import dev.parley.settings.LimitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What everybody has left. Nobody is forgotten while there is room. Beyond {@value #MOST} visitors,
 * or addresses, some are, and begin anew; whoever has so many secrets or addresses has as many
 * buckets anyway, and meets his domain's, which no flood drives out: there are no more of them than
 * domains, but for those whose owners change their limits. Thread-safe.
 *
 * <p>A bucket has one rate. When a domain's owner changes it, there is a new one, which is full: so
 * the change counts at once, and what he allowed before does not linger. Whoever comes with the
 * rate before, as while a change gets about, meets the bucket before.
 */
final class Allowances {

  /** Some 200 bytes each. */
  private static final int MOST = 100_000;

  private static final UUID EVERY_DOMAIN = new UUID(0, 0);

  /**
   * Whose it is.
   *
   * @param domainId where he asks, when that domain has a limit of its own; its turns are counted
   *     apart then
   * @param rate of his turns there
   */
  private record Key(UUID domainId, long who, Rate rate) {}

  /** Which of a domain's buckets it is. */
  private record DomainKey(UUID domainId, Rate rate) {}

  /** A bucket as the settings have it, where a domain says nothing else. */
  private record Usual(int burst, double perMinute, Rate rate) {

    static Usual of(int burst, double perMinute) {
      return new Usual(burst, perMinute, Rate.of(burst, perMinute));
    }

    Rate unless(DomainLimits.Limit own) {
      return own.equals(DomainLimits.Limit.NONE)
          ? rate
          : Rate.of(own.burst().orElse(burst), own.perMinute().orElse(perMinute));
    }
  }

  private final LongSupplier clock;
  private final Usual visitorTurns;
  private final Usual visitorTokens;
  private final Usual ipTurns;
  private final Usual ipTokens;
  private final Usual ipRequests;
  private final Usual ipCodes;
  private final Usual domainTurns;
  private final Usual domainTokens;
  private final Cache<Key, Allowance> visitors = cache();
  private final Cache<Key, Allowance> ips = cache();
  private final Cache<DomainKey, TokenBucket> turnsOfDomains = cache();
  private final Cache<DomainKey, TokenBucket> tokensOfDomains = cache();
  private final Cache<Long, TokenBucket> requests = cache();
  private final Cache<Long, TokenBucket> codes = cache();

  /**
   * @param clock in nanoseconds, from anywhere
   */
  Allowances(LimitSettings limits, LongSupplier clock) {
    this.clock = clock;
    this.visitorTurns = Usual.of(limits.visitorBurst(), limits.visitorPerMinute());
    this.visitorTokens = Usual.of(limits.visitorTokensBurst(), limits.visitorTokensPerMinute());
    this.ipTurns = Usual.of(limits.ipBurst(), limits.ipPerMinute());
    this.ipTokens = Usual.of(limits.ipTokensBurst(), limits.ipTokensPerMinute());
    this.ipRequests = Usual.of(limits.ipRequestsBurst(), limits.ipRequestsPerMinute());
    this.ipCodes = Usual.of(limits.codesPerIpBurst(), limits.codesPerIpPerMinute());
    this.domainTurns = Usual.of(limits.domainBurst(), limits.domainPerMinute());
    this.domainTokens = Usual.of(limits.domainTokensBurst(), limits.domainTokensPerMinute());
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
  }

  /** Who pays for a turn. */
  Charge turn(DomainPolicy policy, Asker asker) {
    List<Charge.Payer> payers = new ArrayList<>(3);
    DomainLimits own = policy.limits();
    asker.visitor().ifPresent(it -> payers.add(visitor(it, policy.domainId(), own.visitor())));
    payers.add(ip(asker.ip(), policy.domainId(), own.ip()));
    payers.add(domain(policy.domainId(), own));
    return new Charge(payers, clock);
  }

  /** Takes one of the visitor's turns, for what he reads. 0, or how long to wait. */
  long read(Long visitor) {
    return turnsAnywhere(visitor).take(visitorTurns.rate(), clock.getAsLong());
  }

  /** Gives back what was taken for something that he was not let read. */
  void giveBackRead(Long visitor) {
    turnsAnywhere(visitor).giveBack(visitorTurns.rate());
  }

  private TokenBucket turnsAnywhere(Long visitor) {
    return of(visitors, new Key(EVERY_DOMAIN, visitor, visitorTurns.rate())).turns();
  }

  /** Takes a request of any kind. 0, or how long to wait. */
  long request(long ip) {
    return take(requests, ip, ipRequests);
  }

  /** Takes a code by mail. 0, or how long to wait. */
  long code(long ip) {
    return take(codes, ip, ipCodes);
  }

  /** Gives back what was taken for a code that was not asked for. */
  void giveBackCode(long ip) {
    bucket(codes, ip).giveBack(ipCodes.rate());
  }

  private long take(Cache<Long, TokenBucket> buckets, long ip, Usual usual) {
    return bucket(buckets, ip).take(usual.rate(), clock.getAsLong());
  }

  private Charge.Payer visitor(Long visitor, UUID domainId, DomainLimits.Limit own) {
    Rate turns = visitorTurns.unless(own);
    return new Charge.Payer(
        of(visitors, key(visitor, domainId, own, turns)),
        Limit.VISITOR,
        turns,
        Limit.VISITOR_TOKENS,
        visitorTokens.rate());
  }

  private Charge.Payer ip(long ip, UUID domainId, DomainLimits.Limit own) {
    Rate turns = ipTurns.unless(own);
    return new Charge.Payer(
        of(ips, key(ip, domainId, own, turns)), Limit.IP, turns, Limit.IP_TOKENS, ipTokens.rate());
  }

  /** Its turns and its tokens have limits of their own, so one may change without the other. */
  private Charge.Payer domain(UUID domainId, DomainLimits own) {
    Rate turns = domainTurns.unless(own.domain());
    Rate tokens = domainTokens.unless(own.tokens());
    return new Charge.Payer(
        new Allowance(
            bucket(turnsOfDomains, new DomainKey(domainId, turns)),
            bucket(tokensOfDomains, new DomainKey(domainId, tokens))),
        Limit.DOMAIN,
        turns,
        Limit.DOMAIN_TOKENS,
        tokens);
  }

  private static Key key(long who, UUID domainId, DomainLimits.Limit own, Rate turns) {
    boolean isUsual = own.equals(DomainLimits.Limit.NONE);
    return new Key(isUsual ? EVERY_DOMAIN : domainId, who, turns);
  }

  /** How many buckets are kept, or pairs of them. */
  long known() {
    return visitors.estimatedSize()
        + ips.estimatedSize()
        + turnsOfDomains.estimatedSize()
        + tokensOfDomains.estimatedSize()
        + requests.estimatedSize()
        + codes.estimatedSize();
  }

  private <K> Allowance of(Cache<K, Allowance> allowances, K key) {
    return allowances.get(key, unknown -> Allowance.full(clock.getAsLong()));
  }

  private <K> TokenBucket bucket(Cache<K, TokenBucket> buckets, K key) {
    return buckets.get(key, unknown -> new TokenBucket(clock.getAsLong()));
  }
}
