package dev.parley.origin;

import com.ibm.icu.text.IDNA;
import dev.parley.bus.InvalidFieldException;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules by which a domain lets pages ask: an origin ({@code https://shop.example}, with its
 * port unless it is the scheme's own), all subdomains of a name at any depth, but not the name
 * itself ({@code https://*.shop.example}), or everybody ({@code *}).
 */
public final class AllowedOrigins {

  /** Everybody, also who does not say where he comes from. */
  public static final String ANY = "*";

  /** How many rules a domain may have. */
  public static final int MOST = 100;

  private static final String FIELD = "allowedOrigins";
  private static final String WILDCARD = "*.";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(\\*\\.)?(\\[[^\\]]*]|[^\\s/?#@:\\\\\\[\\]*]+)(?::([0-9]{1,5}))?");

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");
  private static final Pattern ENDS_WITH_NUMBER = Pattern.compile("(?:.*\\.)?[0-9]+");

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

  private AllowedOrigins() {}

  /** Whether one of the rules lets pages of this origin ask. The rules are normalised. */
  public static boolean allow(List<String> rules, Origin origin) {
    String text = origin.toString();
    for (String rule : rules) {
      if (rule.equals(ANY) || rule.equals(text) || covers(rule, text)) {
        return true;
      }
    }
    return false;
  }

  /** An origin's host has no empty label, so something stands before the name. */
  private static boolean covers(String rule, String origin) {
    int host = rule.indexOf("://" + WILDCARD);
    if (host < 0) {
      return false;
    }
    String scheme = rule.substring(0, host + 3);
    String subdomainsOf = rule.substring(host + 4);
    return origin.startsWith(scheme) && origin.endsWith(subdomainsOf);
  }

  /**
   * The rules as they are kept and compared, each once, in their order.
   *
   * @throws InvalidFieldException when one of them is none
   */
  public static List<String> normalise(List<String> rules) {
    if (rules.size() > MOST) {
      throw new InvalidFieldException(FIELD, "must be at most " + MOST);
    }
    return rules.stream().map(AllowedOrigins::normalise).distinct().toList();
  }

  private static String normalise(String rule) {
    if (rule.equals(ANY)) {
      return ANY;
    }
    Matcher parts = SYNTAX.matcher(rule.length() > Origin.MAX_LENGTH ? "" : rule);
    if (!parts.matches()) {
      throw noRule(rule);
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    boolean wildcard = parts.group(2) != null;
    String host = host(parts.group(3), rule);
    if (wildcard && !(Origin.isWeb(scheme) && mayHaveSubdomains(host))) {
      throw noRule(rule);
    }
    Origin origin =
        Origin.of(scheme, host, parts.group(4))
            .filter(it -> it.toString().length() < Origin.MAX_LENGTH)
            .orElseThrow(() -> noRule(rule));
    return wildcard ? origin.toString().replace("://", "://" + WILDCARD) : origin.toString();
  }

  /** Not for a whole top-level domain. */
  private static boolean mayHaveSubdomains(String host) {
    return host.equals("localhost")
        || (host.indexOf('.') > 0 && !ENDS_WITH_NUMBER.matcher(host).matches());
  }

  private static String host(String host, String rule) {
    if (host.startsWith("[")) {
      Inet6Address address = NetUtil.getByName(host.substring(1, host.length() - 1), false);
      if (address == null) {
        throw noRule(rule);
      }
      return "[" + NetUtil.toAddressString(address) + "]";
    }
    String name = ascii(host, rule);
    boolean number = ENDS_WITH_NUMBER.matcher(name).matches();
    if (!NAME.matcher(name).matches() || (number && !NetUtil.isValidIpV4Address(name))) {
      throw noRule(rule);
    }
    return name;
  }

  /** As a browser has it in an origin (WHATWG URL, "domain to ASCII"). */
  private static String ascii(String host, String rule) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.chars().allMatch(c -> c < 128) && !lower.contains("xn--")) {
      return lower;
    }
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    UTS46.nameToASCII(host, ascii, info);
    if (info.hasErrors()) {
      throw noRule(rule);
    }
    return ascii.toString();
  }

  private static InvalidFieldException noRule(String rule) {
    String shown = rule.length() > 100 ? rule.substring(0, 100) + "…" : rule;
    return new InvalidFieldException(
        FIELD,
        "must be origins such as https://shop.example, without a path, or https://*.shop.example,"
            + " or *; this is none: "
            + shown);
  }
}
