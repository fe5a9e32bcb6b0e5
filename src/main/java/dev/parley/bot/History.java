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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was said before: in this visitor's own visits only, never what others said in the same room,
 * since an address is no proof of who he is; once his site has vouched for him, in the whole room.
 * Thread-safe.
 */
final class History {

  /** The most messages; the oldest ones would hardly matter. */
  private static final int MOST = 40;

  /** Also those that only Unicode knows: a model may take them for one. */
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  /** Before the words of somebody who only typed this customer's address: anybody can. */
  private static final String UNVERIFIED =
      "[In another visit, of somebody who gave the same address but was not verified:]";

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
        boolean isForeign = row.getBoolean("is_foreign");
        lines.add(new Line(role(row.getString("role")), isForeign ? foreign(text) : text));
      }
    }
    Collections.reverse(lines);
    return lines;
  }

  /** Each line is marked, so that no text can end its mark. */
  private static String foreign(String text) {
    return UNVERIFIED
        + LINE_BREAK.splitAsStream(text).map(line -> "\n> " + line).collect(Collectors.joining());
  }

  private static Role role(String label) {
    return label.equals(Role.USER.label()) ? Role.USER : Role.ASSISTANT;
  }
}
