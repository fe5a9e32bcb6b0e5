package dev.parley.customer;

import dev.parley.bus.AnswerStanding;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as {@link SqlQueries#SEE_ANSWER} sees it.
 *
 * @param text what is stored of it
 * @param ended how it ended; empty while it goes on, and when nobody began it
 * @param sources what it rests on
 * @param isBegun whether there is any of it, perhaps without a word
 * @param isOurs whether this process says it, or took its turn
 * @param isAbandoned whether nobody has it any more
 * @param attempt which attempt it is; the first one also when nobody began it
 */
record SeenAnswer(
    String text,
    Optional<AnswerStatus> ended,
    List<Source> sources,
    boolean isBegun,
    boolean isOurs,
    boolean isAbandoned,
    int attempt) {

  private static final String STREAMING = "streaming";

  static SeenAnswer of(Row row) {
    return new SeenAnswer(
        Optional.ofNullable(row.getString("body")).orElse(""),
        Optional.ofNullable(row.getString("status"))
            .filter(status -> !status.equals(STREAMING))
            .map(status -> AnswerStatus.valueOf(status.toUpperCase(Locale.ROOT))),
        SourceColumn.read(row),
        row.getString("status") != null,
        row.getBoolean("is_ours"),
        row.getBoolean("is_abandoned"),
        row.getInteger("attempt"));
  }

  /** Whether this process may take it over. */
  boolean isFree() {
    return ended.map(status -> !status.endsWell()).orElse(isOurs || isAbandoned);
  }

  /**
   * What to tell whoever does not take it over.
   *
   * @param isGiven whether a bot of this process was given it a moment ago. None other says it:
   *     whoever asks has looked
   */
  AnswerStanding standing(boolean isGiven) {
    boolean isLost = isAbandoned || (isBegun && isOurs && !isGiven);
    return ended
        .or(() -> isLost ? Optional.of(AnswerStatus.INTERRUPTED) : Optional.empty())
        .<AnswerStanding>map(status -> new AnswerStanding.Over(text, status, sources, attempt))
        .orElseGet(() -> new AnswerStanding.Elsewhere(text, attempt));
  }
}
