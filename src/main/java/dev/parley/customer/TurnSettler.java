package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.sqlclient.Row;
import java.util.function.Consumer;

/** Tells by its row what became of a turn. */
final class TurnSettler {

  /**
   * Somebody who wins five races in a row against one turn, or deletes what it found, is no race.
   */
  private static final int MOST_RACES_LOST = 5;

  private final Acquaintances acquaintances;
  private final Consumer<StoredTurn> stored;
  private final TurnMetrics metrics;

  /**
   * @param acquaintances learns who was there
   * @param stored told of each turn that is stored; not of one that was stored before
   */
  TurnSettler(Acquaintances acquaintances, Consumer<StoredTurn> stored, TurnMetrics metrics) {
    this.acquaintances = acquaintances;
    this.stored = stored;
    this.metrics = metrics;
  }

  /**
   * By a row of {@link TurnQueries#STORE_KNOWN}: false when the turn is another one than was
   * expected.
   */
  boolean settlesKnown(TurnWork turn, Row row) {
    if (!isStoredKnown(row)) {
      turn.expectAcquainted(false);
      return false;
    }
    settle(StoredTurn.known(turn, row));
    return true;
  }

  /**
   * By a row of {@link TurnQueries#STORE_BATCH}: false when the turn lost a race, and is to be sent
   * again.
   */
  boolean settles(TurnWork turn, Row row) {
    if (row.getUUID("repeated_turn") != null) {
      repeated(turn, row);
    } else if (isStored(row)) {
      settle(StoredTurn.of(turn, row));
    } else if (!row.getBoolean("domain_known")) {
      turn.fail(Failure.UNKNOWN_DOMAIN, "no such domain");
    } else if (turn.loseRace() >= MOST_RACES_LOST) {
      turn.fail(Failure.UNAVAILABLE, "raced too often");
    } else {
      if (row.getBoolean("customer_raced")) {
        turn.markRaced();
      }
      return false;
    }
    return true;
  }

  /** Whether a row of {@link TurnQueries#STORE_KNOWN} is of a turn that is stored by it. */
  static boolean isStoredKnown(Row row) {
    return row.getUUID("room") != null;
  }

  /** The same of {@link TurnQueries#STORE_BATCH}. */
  static boolean isStored(Row row) {
    return row.getUUID("repeated_turn") == null && row.getUUID("room") != null;
  }

  private void settle(StoredTurn turn) {
    acquaintances.met(turn);
    stored.accept(turn);
  }

  private void repeated(TurnWork turn, Row row) {
    if (row.getBoolean("same_message")) {
      metrics.repeated();
      turn.complete(FoundTurn.repeated(turn, row));
    } else {
      turn.fail(Failure.KEY_REUSED, "the key came with another message before");
    }
  }
}
