package dev.parley.privacy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Goes through pages of what is in the order of its ids, and adds up what each of them counts. Each
 * page begins the next one: a chain of futures would be as deep as there are pages.
 */
final class PageWalk {

  static final UUID FIRST = new UUID(0, 0);

  private final Function<UUID, Future<Page>> pages;
  private final Promise<Long> over = Promise.promise();

  /**
   * One page, done with.
   *
   * @param last behind which the next one begins; empty when there is none
   */
  record Page(long count, Optional<UUID> last) {}

  private PageWalk(Function<UUID, Future<Page>> pages) {
    this.pages = pages;
  }

  /**
   * All of them, from the first on. Fails as soon as one does.
   *
   * @param pages does the page behind an id
   */
  static Future<Long> through(Function<UUID, Future<Page>> pages) {
    PageWalk walk = new PageWalk(pages);
    walk.next(FIRST, 0);
    return walk.over.future();
  }

  /** The last one's id; {@link #FIRST} when there is none. */
  static UUID last(RowSet<Row> rows) {
    UUID last = FIRST;
    for (Row row : rows) {
      last = row.getUUID("id");
    }
    return last;
  }

  private void next(UUID after, long soFar) {
    pages
        .apply(after)
        .onSuccess(
            page -> {
              long sum = soFar + page.count();
              page.last().ifPresentOrElse(last -> next(last, sum), () -> over.complete(sum));
            })
        .onFailure(over::fail);
  }
}
