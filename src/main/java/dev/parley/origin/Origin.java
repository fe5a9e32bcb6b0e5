package dev.parley.origin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from, as a browser says it in the header {@code Origin} (RFC 6454, section 7).
 *
 * @param scheme in lower case, such as {@code https}; {@code null}, as a text, for an opaque origin
 * @param host in lower case, without its port; empty where a scheme has none
 * @param port 1 to 65535; 0 when it is the scheme's own
 */
public record Origin(String scheme, String host, int port) {

  /** A file's, a sandbox's, and whatever else does not say where it comes from. */
  public static final Origin OPAQUE = new Origin("null", "", 0);

  /** A name of 253 characters with its scheme and port fits. */
  static final int MAX_LENGTH = 300;

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([a-z][a-z0-9+.-]*)://"
              + "((?:[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.?)?|\\[[0-9a-f:.]+])"
              + "(?::([0-9]{1,5}))?",
          Pattern.CASE_INSENSITIVE);

  /** Reads a header; empty when it is no origin, or more than one. */
  public static Optional<Origin> parse(String text) {
    if (text.equals("null")) {
      return Optional.of(OPAQUE);
    }
    Matcher parts = SYNTAX.matcher(text.length() > MAX_LENGTH ? "" : text);
    return parts.matches() ? of(parts.group(1), parts.group(2), parts.group(3)) : Optional.empty();
  }

  /** One of these parts; empty when there is no such. The port may be {@code null}. */
  static Optional<Origin> of(String scheme, String host, String port) {
    String name = scheme.toLowerCase(Locale.ROOT);
    int number = port == null ? 0 : Integer.parseInt(port);
    boolean usual = number == usualPort(name);
    boolean possible = port == null || (number >= 1 && number <= 65_535);
    if (!possible || (host.isEmpty() && isWeb(name))) {
      return Optional.empty();
    }
    return Optional.of(new Origin(name, host.toLowerCase(Locale.ROOT), usual ? 0 : number));
  }

  /**
   * Whether a page of this origin comes from the server that it asks, by the name that it asks it
   * by. A proxy may have taken the encryption off, so the scheme is not compared.
   *
   * @param hostHeader the request's {@code Host}, which a proxy must have left as it was
   */
  public boolean isOf(String hostHeader) {
    return isWeb(scheme) && parse(scheme + "://" + hostHeader).filter(this::equals).isPresent();
  }

  /** As a browser writes it. */
  @Override
  public String toString() {
    if (equals(OPAQUE)) {
      return "null";
    }
    return scheme + "://" + host + (port == 0 ? "" : ":" + port);
  }

  static boolean isWeb(String scheme) {
    return usualPort(scheme) > 0;
  }

  /** None for an app's or an extension's scheme. */
  private static int usualPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }
}
