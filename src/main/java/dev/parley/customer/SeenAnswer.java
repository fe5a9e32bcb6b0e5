package dev.parley.customer;

import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStatus;
import io.vertx.sqlclient.Row;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as {@link SqlQueries#SEE_ANSWER} sees it.
 *
 * @param text what is stored of it
 * @param ended how it ended; empty while it goes on, and when nobody began it
 * @param isOurs whether this process says it, or took its turn
 * @param isAbandoned whether nobody has it any more
 */
record SeenAnswer(String text, Optional<AnswerStatus> ended, boolean isOurs, boolean isAbandoned) {

  private static final String STREAMING = "streaming";

  static SeenAnswer of(Row row) {
    return new SeenAnswer(
        Optional.ofNullable(row.getString("body")).orElse(""),
        Optional.ofNullable(row.getString("status"))
            .filter(status -> !status.equals(STREAMING))
            .map(status -> AnswerStatus.valueOf(status.toUpperCase(Locale.ROOT))),
        row.getBoolean("is_ours"),
        row.getBoolean("is_abandoned"));
  }

  /** Whether this process may take it over. */
  boolean isFree() {
    return ended.map(status -> !status.endsWell()).orElse(isOurs || isAbandoned);
  }

  /** What to tell whoever does not take it over. */
  AnswerStanding standing() {
    return ended
        .or(() -> isAbandoned ? Optional.of(AnswerStatus.INTERRUPTED) : Optional.empty())
        .<AnswerStanding>map(status -> new AnswerStanding.Over(text, status))
        .orElseGet(() -> new AnswerStanding.Elsewhere(text));
  }
}
