package dev.parley.webhook;

import dev.parley.bus.InvalidFieldException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL that events are posted to.
 *
 * @param tls whether it is {@code https}
 * @param host the name or address, an IPv6 one without its brackets
 * @param port 1 to 65535
 * @param target path and query
 */
record WebhookUrl(boolean tls, String host, int port, String target) {

  private static final String FIELD = "url";

  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

  /** As the URL Standard has it: a host whose last label is a number is an IPv4 address. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?", Pattern.CASE_INSENSITIVE);

  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  /**
   * Reads it.
   *
   * @throws InvalidFieldException when it is no URL of that kind, bears a user or a fragment, or
   *     has an address in another form than four decimal numbers
   */
  static WebhookUrl parse(String text) {
    URI uri = uri(text);
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if (!tls && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw invalid("must begin with https:// or http://");
    }
    String authority = uri.getRawAuthority();
    if (authority != null && authority.contains("@")) {
      throw invalid("must not bear a user or a password");
    }
    if (uri.getRawFragment() != null) {
      throw invalid("must not bear a fragment");
    }
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw invalid("must have a port of 1 to 65535");
    }
    return new WebhookUrl(tls, host(uri), port, target(uri));
  }

  private static URI uri(String text) {
    if (!VISIBLE.matcher(text).matches()) {
      throw invalid("must be ASCII without spaces");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("must be a URL");
    }
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw invalid("must have a host, a name in its ASCII form or an address");
    }
    if (host.startsWith("[")) {
      if (host.contains("%")) {
        throw invalid("must not bear a zone");
      }
      return host.substring(1, host.length() - 1);
    }
    if (ENDS_IN_NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches()) {
      throw invalid("must have an address as four decimal numbers");
    }
    return host.toLowerCase(Locale.ROOT);
  }

  private static String target(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** The host as a URL, and so a request's header, has it. */
  String bracketed() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** The address that the host is without being looked up, if it is one. */
  Optional<InetAddress> literal() {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.equals("localhost") || name.endsWith(".localhost")) { // RFC 6761, section 6.3
      return Optional.of(written("127.0.0.1"));
    }
    if (host.contains(":")) {
      return Optional.of(written(bracketed()));
    }
    return IPV4.matcher(host).matches() ? Optional.of(written(host)) : Optional.empty();
  }

  /** Nothing that is written so is ever looked up. */
  private static InetAddress written(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw invalid("must have a host, a name in its ASCII form or an address");
    }
  }

  private static InvalidFieldException invalid(String rule) {
    return new InvalidFieldException(FIELD, rule);
  }
}
