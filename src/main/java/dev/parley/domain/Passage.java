package dev.parley.domain;

import java.util.Optional;

/**
 * A piece of an article that answers a question by itself.
 *
 * @param above the headings above its own, outermost first, the article's title included; empty
 *     when there is none
 * @param heading its own heading
 * @param body its Markdown
 * @param url the page that says the article
 */
record Passage(String above, String heading, String body, Optional<String> url) {

  static final String SEPARATOR = " › ";

  /** All its headings. */
  String path() {
    return above.isEmpty() ? heading : above + SEPARATOR + heading;
  }
}
