package dev.parley.bus;

import java.util.stream.Stream;

/** What a failure comes from. */
public final class Causes {

  /** They may go round in a circle; nothing is wrapped as deep. */
  private static final int DEEPEST = 20;

  private Causes() {}

  /** The failure itself, its cause, and so on; none of {@code null}. */
  public static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, it -> it != null, Throwable::getCause).limit(DEEPEST);
  }

  /** What it was that began it. */
  public static Throwable root(Throwable failure) {
    return of(failure).reduce((outer, inner) -> inner).orElse(failure);
  }
}
