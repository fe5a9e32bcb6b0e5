package dev.parley.bot;

import dev.parley.bus.Outcome;
import java.util.UUID;

/**
 * What a bot is asked.
 *
 * @param domainId the tenant
 * @param visitorId who asks: what was said in his own visits is all that may be told him, unless he
 *     is verified
 * @param turnId the turn that is to be answered; what came before it has a smaller id
 * @param message what the visitor wrote
 * @param outcome whether anybody knows who he is. Whether his address was known before must not
 *     show in the answer, nor in the time it takes: {@link Outcome#FOUND}, {@link Outcome#CREATED}
 *     and {@link Outcome#RACED} are one to a bot
 * @param language the tenant's: a text search configuration of PostgreSQL, such as {@code english}
 */
public record Question(
    UUID domainId, UUID visitorId, UUID turnId, String message, Outcome outcome, String language) {

  /** Whether nobody knows who asks. */
  public boolean fromStranger() {
    return outcome == Outcome.ANONYMOUS;
  }
}
