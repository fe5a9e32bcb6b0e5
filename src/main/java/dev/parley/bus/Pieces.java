package dev.parley.bus;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Goes through ids, some at a time, so that no statement takes long. Whoever types an address of
 * another makes himself a visitor, and a room, of his: anybody can see to it that there are a
 * hundred thousand. As thread-safe as what is done.
 */
public final class Pieces {

  /**
   * So many rows are changed or deleted, with all that is looked at for it, within some tenths of a
   * second.
   */
  public static final int SIZE = 1_000;

  private Pieces() {}

  /**
   * One piece after the other, in their order. Completes with what they add up to; fails as soon as
   * one does.
   */
  public static Future<Long> of(List<UUID> ids, Function<List<UUID>, Future<Long>> work) {
    return Sum.of(
        IntStream.iterate(0, from -> from < ids.size(), from -> from + SIZE)
            .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + SIZE)))
            .iterator(),
        () -> false,
        work);
  }
}
