package dev.parley.bus;

import io.vertx.core.Future;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Does one after the other, and adds up what each of them counts. As thread-safe as what it does.
 */
public final class Sum {

  private long soFar;

  private Sum() {}

  /**
   * Completes with the sum; fails as soon as one fails.
   *
   * @param stopped whether no further one is to be begun
   */
  public static <T> Future<Long> of(
      Iterator<T> each, BooleanSupplier stopped, Function<T, Future<Long>> work) {
    Sum sum = new Sum();
    return Rounds.until(
        () ->
            each.hasNext() && !stopped.getAsBoolean()
                ? work.apply(each.next()).map(sum::add)
                : Future.succeededFuture(Optional.of(sum.soFar)));
  }

  private Optional<Long> add(long counted) {
    soFar += counted;
    return Optional.empty();
  }
}
