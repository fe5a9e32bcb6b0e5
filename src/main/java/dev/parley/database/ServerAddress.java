package dev.parley.database;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL server listens.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port the port
 */
public record ServerAddress(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?<host>\\[[^]]+]|[^:]*)(?::(?<port>\\d{1,5}))?");

  private static final int DEFAULT_PORT = 5432;
  private static final int MAX_PORT = 65_535;

  /** Reads what stands between {@code @} and {@code /} of a URL: one, or several with commas. */
  static List<ServerAddress> parseAll(String servers) {
    return Arrays.stream(servers.split(",", -1)).map(ServerAddress::parse).toList();
  }

  private static ServerAddress parse(String server) {
    Matcher parts = FORM.matcher(server);
    if (!parts.matches()) {
      throw DatabaseUrl.wrong("has a server that is not host:port; IPv6 addresses stand in []");
    }
    return new ServerAddress(host(parts.group("host")), port(parts.group("port")));
  }

  private static String host(String host) {
    if (host.isEmpty()) {
      throw DatabaseUrl.wrong("names no host");
    }
    return host.startsWith("[")
        ? host.substring(1, host.length() - 1)
        : DatabaseUrl.decode("host", host);
  }

  private static int port(String digits) {
    int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
    if (port < 1 || port > MAX_PORT) {
      throw DatabaseUrl.wrong("has port " + port + "; a port is 1 to " + MAX_PORT);
    }
    return port;
  }

  /** As in a URL. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
