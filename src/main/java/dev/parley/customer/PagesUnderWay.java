package dev.parley.customer;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How many pages each reader has read at the moment. All of them come by one connection, one after
 * the other: so whoever asks for many at once would have everybody else wait for his. Whoever has
 * none is not kept. Not thread-safe.
 */
final class PagesUnderWay {

  /** A browser opens several pages again at once when it is started, each with the chat in it. */
  static final int MOST = 4;

  /**
   * Who reads.
   *
   * @param who whom his site vouches for, or else the hash of the secret that he bears
   */
  record Reader(UUID domainId, Object who) {}

  private final Map<Reader, Integer> underWay = new HashMap<>();

  /**
   * Reads one more, unless {@value #MOST} are read for him: then it fails with {@link
   * Failure#TOO_MUCH_AT_ONCE}. It is under way until it is read or has failed, and not only as long
   * as its client is there: the database reads it all the same.
   */
  <T> Future<T> add(Reader reader, Supplier<Future<T>> read) {
    if (underWay.getOrDefault(reader, 0) >= MOST) {
      return Future.failedFuture(
          Failure.TOO_MUCH_AT_ONCE.because(MOST + " pages are under way to this reader"));
    }
    underWay.merge(reader, 1, Integer::sum);
    return Future.succeededFuture()
        .compose(begun -> read.get())
        .onComplete(
            over ->
                underWay.computeIfPresent(
                    reader, (it, n) -> n == 1 ? null : Integer.valueOf(n - 1)));
  }
}
