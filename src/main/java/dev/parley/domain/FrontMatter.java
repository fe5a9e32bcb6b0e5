package dev.parley.domain;

import dev.parley.bus.Source;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before an article, between two lines of dashes, for site generators: of it only the
 * page's address counts, if it is a whole one. They write other things under that name, such as a
 * path, which a visitor could not follow.
 *
 * @param url the page that says the article
 * @param rest the article without it
 */
record FrontMatter(Optional<String> url, String rest) {

  /** Written by some editors at the beginning of a file; it is no part of the text. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final Pattern BLOCK = Pattern.compile("\\A---\\R((?s:.*?)\\R)??---\\R");
  private static final Pattern ADDRESS =
      Pattern.compile("(?m)^url:[ \\t]*([\"']?)(https?://\\S+?)\\1[ \\t]*(?:#.*)?$");

  static FrontMatter of(String markdown) {
    String text = markdown.startsWith(BYTE_ORDER_MARK) ? markdown.substring(1) : markdown;
    Matcher block = BLOCK.matcher(text);
    return block.lookingAt()
        ? new FrontMatter(address(block.group(1)), text.substring(block.end()))
        : new FrontMatter(Optional.empty(), text);
  }

  private static Optional<String> address(String fields) {
    return Optional.ofNullable(fields)
        .map(ADDRESS::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(2))
        .flatMap(FrontMatter::whole);
  }

  private static Optional<String> whole(String address) {
    try {
      URI uri = new URI(address);
      String ascii = uri.toASCIIString();
      boolean isFit = uri.getHost() != null && ascii.length() <= Source.LONGEST_URL;
      return isFit ? Optional.of(ascii) : Optional.empty();
    } catch (URISyntaxException noAddress) {
      return Optional.empty();
    }
  }
}
