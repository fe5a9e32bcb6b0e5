package dev.parley.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The articles of a knowledge base, by their names.
 *
 * @param items a page of them
 * @param next the cursor of the next page
 */
public record ArticlePage(List<ArticleSummary> items, Optional<String> next)
    implements Page<ArticlePage.ArticleSummary> {

  /**
   * @param name what it is known by
   * @param url the page that says it; empty when its front matter names none
   * @param passages into how many passages it was cut
   * @param updatedAt when it was loaded
   */
  public record ArticleSummary(
      String name, Optional<String> url, int passages, Instant updatedAt) {}
}
