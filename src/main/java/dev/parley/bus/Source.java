package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * What an answer rests on, as a visitor is told it: a place in his site's knowledge base.
 *
 * @param title the place's name, one line; at most {@link #LONGEST_TITLE} UTF-16 units
 * @param url the page that says it, {@code http} or {@code https}; empty when the site named none
 */
public record Source(String title, Optional<String> url) {

  /** How many an answer has at most. */
  public static final int MOST = 4;

  /** In UTF-16 units; what is longer is shortened. */
  public static final int LONGEST_TITLE = 120;

  /** In bytes, all ASCII. */
  public static final int LONGEST_URL = 400;

  /** Those that came with a message: none when an older node sent it. */
  static List<Source> listOf(List<Source> sent) {
    return sent == null ? List.of() : List.copyOf(sent);
  }
}
