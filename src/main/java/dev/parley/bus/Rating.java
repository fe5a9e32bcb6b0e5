package dev.parley.bus;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a visitor thinks of an answer. */
public enum Rating {
  /** It helped. */
  UP,
  /** It did not. */
  DOWN;

  /** The name over HTTP and in the database: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that name. */
  public static Optional<Rating> named(String label) {
    return Stream.of(values()).filter(rating -> rating.label().equals(label)).findFirst();
  }
}
