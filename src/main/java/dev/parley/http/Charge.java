package dev.parley.http;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * To whom a turn is charged: the visitor, when he bears a secret, his address, the domain. It is
 * taken from all of them, or from none. Thread-safe.
 */
final class Charge {

  /** When there are no limits. */
  static final Charge NOBODY = new Charge(List.of(), () -> 0);

  /**
   * One of them.
   *
   * @param left what it has left
   * @param turns of which limit its turns are
   * @param turnRate how fast they come back
   * @param tokens of which limit its tokens are
   * @param tokenRate how fast they come back
   */
  record Payer(Allowance left, Limit turns, Rate turnRate, Limit tokens, Rate tokenRate) {}

  /**
   * Why it was refused.
   *
   * @param limit which limit has the longest wait
   * @param nanos how long
   */
  record Refusal(Limit limit, long nanos) {}

  private final List<Payer> payers;
  private final LongSupplier clock;

  Charge(List<Payer> payers, LongSupplier clock) {
    this.payers = payers;
    this.clock = clock;
  }

  /**
   * Takes a turn from each of them.
   *
   * @return empty when it was taken; else nothing was, and this is why
   */
  Optional<Refusal> takeTurn() {
    long now = clock.getAsLong();
    Optional<Refusal> refused = longestWait(now);
    for (int i = 0; refused.isEmpty() && i < payers.size(); i++) {
      Payer payer = payers.get(i);
      long wait = payer.left().turns().take(payer.turnRate(), now);
      if (wait > 0) { // somebody else took the last one meanwhile
        payers.subList(0, i).forEach(paid -> paid.left().turns().giveBack(paid.turnRate()));
        refused = Optional.of(new Refusal(payer.turns(), wait));
      }
    }
    return refused;
  }

  private Optional<Refusal> longestWait(long now) {
    Optional<Refusal> longest = Optional.empty();
    for (Payer payer : payers) {
      longest = longer(longest, payer.turns(), payer.left().turns().waitFor(payer.turnRate(), now));
      longest =
          longer(longest, payer.tokens(), payer.left().tokens().waitFor(payer.tokenRate(), now));
    }
    return longest;
  }

  private static Optional<Refusal> longer(Optional<Refusal> soFar, Limit limit, long wait) {
    return wait == 0 || (soFar.isPresent() && soFar.get().nanos() >= wait)
        ? soFar
        : Optional.of(new Refusal(limit, wait));
  }

  /** Gives back the turn that was taken: nothing came of it. */
  void giveBackTurn() {
    payers.forEach(payer -> payer.left().turns().giveBack(payer.turnRate()));
  }

  /** The answer is over, and cost that much. */
  void spend(long tokens) {
    long now = clock.getAsLong();
    payers.forEach(payer -> payer.left().tokens().spend(payer.tokenRate(), now, tokens));
  }
}
