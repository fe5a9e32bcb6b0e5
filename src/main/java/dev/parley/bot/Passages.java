package dev.parley.bot;

import dev.parley.bus.Source;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds what a domain's knowledge base says about a question. One query; thread-safe. */
final class Passages {

  /**
   * How much of the question, weighed by how rare its words are in the domain, a passage must speak
   * of to count as its answer.
   */
  private static final double FLOOR = 0.38;

  private final Pool pool;
  private final Shares shares;

  Passages(Pool pool, Shares shares) {
    this.pool = pool;
    this.shares = shares;
  }

  /**
   * A part of an article.
   *
   * @param heading the headings above it, outermost first; may be empty
   * @param body Markdown
   * @param url the page that says the article; {@code null} when there is none
   * @param rest what follows of its section, as far as that is not too long; {@code null} when
   *     nothing does
   */
  record Passage(String heading, String body, String url, String rest) {

    /** It and what follows of its section. */
    String section() {
      return rest == null ? body : body + "\n\n" + rest;
    }

    /** Where it stands, for the visitor. */
    Source source() {
      return new Source(title(), Optional.ofNullable(url));
    }

    /** All its headings; of many or long ones the last, which are its own. */
    private String title() {
      int over = heading.length() - Source.LONGEST_TITLE;
      if (over <= 0) {
        return heading;
      }
      int from = over + ELLIPSIS.length();
      boolean splitsPair = Character.isLowSurrogate(heading.charAt(from));
      return ELLIPSIS + heading.substring(splitsPair ? from + 1 : from);
    }
  }

  private static final String ELLIPSIS = "…";

  /** Those that answer the question best, the best one first; none when none does. */
  Future<List<Passage>> find(Question question, int most) {
    SmallTalk smallTalk = SmallTalk.in(question.language());
    String plain = smallTalk.withoutAddresses(question.message());
    String searched = SearchText.of(smallTalk.essence(plain));
    Tuple parameters = Tuple.of(question.domainId(), question.language(), searched, FLOOR, most);
    return shares
        .in(
            question.domainId(),
            BotQueries.PATIENCE,
            () -> pool.preparedQuery(BotQueries.BEST_PASSAGES).execute(parameters))
        .timeout(BotQueries.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(Passages::passages);
  }

  private static List<Passage> passages(RowSet<Row> rows) {
    List<Passage> passages = new ArrayList<>();
    rows.forEach(
        row ->
            passages.add(
                new Passage(
                    row.getString("heading"),
                    row.getString("body"),
                    row.getString("url"),
                    row.getString("rest"))));
    return passages;
  }
}
