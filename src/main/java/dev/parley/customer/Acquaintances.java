package dev.parley.customer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Who wrote here lately: from that is guessed which statement does for a turn. A wrong guess costs
 * a round trip and nothing else, since the statement looks for itself; so what other processes do
 * need not be known, and two visitors may well be taken for one. Bounded. Not thread-safe.
 */
final class Acquaintances {

  private static final int MOST = 65_536;

  /** Whether the visitor is bound to a customer. */
  private final Cache<Long, Boolean> visitors =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  /** Whether nothing but its message is new about the turn, as far as can be told. */
  boolean expect(TurnWork turn) {
    Boolean bound = visitors.getIfPresent(key(turn));
    return bound != null && (bound || turn.mention().isEmpty());
  }

  void met(StoredTurn turn) {
    Long visitor = key(turn.work());
    Boolean bound = turn.opened().customerId().isPresent();
    if (!bound.equals(visitors.getIfPresent(visitor))) {
      visitors.put(visitor, bound);
    }
  }

  /** A part of the secret's hash says enough. */
  private static Long key(TurnWork turn) {
    return turn.visitor().secretSha256().getLong(0) ^ turn.turn().domainId().hashCode();
  }
}
