package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An article as the bot knows it.
 *
 * @param name what it is known by
 * @param url the page that says it; empty when its front matter names none
 * @param updatedAt when it was loaded
 * @param passages what it was cut into, in its order
 */
public record ArticleView(
    String name, Optional<String> url, Instant updatedAt, List<PassageView> passages) {

  /**
   * @param heading the headings above it, outermost first
   * @param body its text, Markdown
   */
  public record PassageView(String heading, String body) {}
}
