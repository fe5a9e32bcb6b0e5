package dev.parley.bot;

import dev.parley.bot.model.Prompt.Line;
import dev.parley.bus.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What this visitor and the bot have said to each other: his own visits only, never what others
 * said in the same room, since an address is no proof of who he is. Thread-safe.
 */
final class History {

  /** The most messages; the oldest ones would hardly matter. */
  private static final int MOST = 40;

  private final Pool pool;
  private final int chars;

  /**
   * @param chars how much of it, in characters: whole messages, cut from the oldest
   */
  History(Pool pool, int chars) {
    this.pool = pool;
    this.chars = chars;
  }

  /** What came before the question, oldest first. */
  Future<List<Line>> before(Question question) {
    return pool.preparedQuery(BotQueries.HISTORY)
        .execute(
            Tuple.of(question.visitorId(), question.domainId(), question.turnId(), MOST, chars))
        .timeout(BotQueries.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(History::lines);
  }

  private static List<Line> lines(RowSet<Row> newestFirst) {
    List<Line> lines = new ArrayList<>();
    for (Row row : newestFirst) {
      String text = row.getString("body");
      if (!text.isBlank()) {
        lines.add(new Line(role(row.getString("role")), text));
      }
    }
    Collections.reverse(lines);
    return lines;
  }

  private static Role role(String label) {
    return label.equals(Role.USER.label()) ? Role.USER : Role.ASSISTANT;
  }
}
