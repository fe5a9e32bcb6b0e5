package dev.parley.privacy;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Goes through pages of what is in the order of its ids, and adds up what each of them counts. */
final class PageWalk {

  static final UUID FIRST = new UUID(0, 0);

  /**
   * One page, done with.
   *
   * @param last behind which the next one begins; empty when there is none
   */
  record Page(long count, Optional<UUID> last) {}

  private UUID after;
  private long soFar;

  private PageWalk(UUID after) {
    this.after = after;
  }

  /**
   * All of them, from the first on. Fails as soon as one does.
   *
   * @param pages does the page behind an id
   */
  static Future<Long> through(Function<UUID, Future<Page>> pages) {
    return through(FIRST, pages);
  }

  /** All of those behind an id. */
  static Future<Long> through(UUID from, Function<UUID, Future<Page>> pages) {
    PageWalk walk = new PageWalk(from);
    return Rounds.until(() -> pages.apply(walk.after).map(walk::through));
  }

  /** The last one's id; {@link #FIRST} when there is none. */
  static UUID last(RowSet<Row> rows) {
    UUID last = FIRST;
    for (Row row : rows) {
      last = row.getUUID("id");
    }
    return last;
  }

  private Optional<Long> through(Page page) {
    soFar += page.count();
    after = page.last().orElse(after);
    return page.last().isPresent() ? Optional.empty() : Optional.of(soFar);
  }
}
