package dev.parley.privacy;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Goes through ids, some at a time, so that no statement takes long. Whoever types an address of
 * another makes himself a visitor, and a room, of his: anybody can see to it that there are a
 * hundred thousand.
 */
final class Pieces {

  /**
   * So many rows are deleted, with all that is looked at for it, within some tenths of a second.
   */
  static final int SIZE = 1_000;

  private final List<UUID> ids;
  private int done;
  private long soFar;

  private Pieces(List<UUID> ids) {
    this.ids = ids;
  }

  /**
   * One piece after the other, in their order. Completes with what they add up to; fails as soon as
   * one does.
   */
  static Future<Long> of(List<UUID> ids, Function<List<UUID>, Future<Long>> work) {
    Pieces pieces = new Pieces(ids);
    return Rounds.until(
        () ->
            pieces.done == ids.size()
                ? Future.succeededFuture(Optional.of(pieces.soFar))
                : work.apply(pieces.next()).map(pieces::add));
  }

  private List<UUID> next() {
    int begin = done;
    done = Math.min(ids.size(), begin + SIZE);
    return ids.subList(begin, done);
  }

  private Optional<Long> add(long count) {
    soFar += count;
    return Optional.empty();
  }
}
