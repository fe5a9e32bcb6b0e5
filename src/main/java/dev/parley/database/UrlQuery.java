package dev.parley.database;

import dev.parley.settings.StartException;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind the question mark of a {@link DatabaseUrl} (PostgreSQL's manual, section
 * "Parameter Key Words").
 */
final class UrlQuery {

  static final String TARGET = "target_session_attrs";

  private static final String SSL_MODE = "sslmode";
  private static final String ROOT_CERTIFICATE = "sslrootcert";

  /** As the root certificate: those that the system trusts, which is Java here. */
  private static final String SYSTEM = "system";

  private static final String REQUIRE = "require";

  /** What is read here. */
  private static final Set<String> KNOWN = Set.of(SSL_MODE, ROOT_CERTIFICATE, TARGET);

  /** Session parameters that the server knows. */
  private static final Set<String> PASSED_ON = Set.of("application_name", "options");

  /** What other clients can be told, and ours has no need of. */
  private static final Set<String> WITHOUT_MEANING_HERE =
      Set.of("connect_timeout", "keepalives", "sslnegotiation");

  /** The same, unless it is required: that would be a promise which ours cannot keep. */
  private static final Set<String> NEVER_REQUIRED = Set.of("channel_binding", "gssencmode");

  private final Map<String, String> parameters;

  private UrlQuery(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads it.
   *
   * @param query may be {@code null}
   * @throws StartException when it is wrong, or has what nobody knows
   */
  static UrlQuery parse(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return new UrlQuery(parameters);
    }
    for (String pair : query.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      if (sides.length != 2) {
        throw DatabaseUrl.wrong("has a parameter without a value: " + sides[0]);
      }
      parameters.put(sides[0], DatabaseUrl.decode(sides[0], sides[1]));
    }
    parameters.forEach(UrlQuery::refuseUnknown);
    return new UrlQuery(parameters);
  }

  private static void refuseUnknown(String name, String value) {
    if (NEVER_REQUIRED.contains(name)) {
      if (value.equals(REQUIRE)) {
        throw DatabaseUrl.wrong(
            "has "
                + name
                + "=require, which Parley cannot promise; leave it out, and let sslmode=verify-full"
                + " keep impostors away");
      }
    } else if (!KNOWN.contains(name)
        && !PASSED_ON.contains(name)
        && !WITHOUT_MEANING_HERE.contains(name)) {
      throw DatabaseUrl.wrong(
          "has an unknown parameter "
              + name
              + "; allowed are sslmode, sslrootcert, target_session_attrs, application_name and"
              + " options");
    }
  }

  /** Which server will do, if it says so. */
  Optional<TargetSession> target() {
    return Optional.ofNullable(parameters.get(TARGET)).map(TargetSession::of);
  }

  SslMode sslMode() {
    boolean system = SYSTEM.equals(parameters.get(ROOT_CERTIFICATE));
    String usual = (system ? SslMode.VERIFY_FULL : SslMode.PREFER).value;
    String mode = parameters.getOrDefault(SSL_MODE, usual);
    if (system && !mode.equals(usual)) {
      throw DatabaseUrl.wrong(
          "has sslrootcert=system, which goes with no other sslmode than verify-full");
    }
    try {
      return SslMode.of(mode);
    } catch (IllegalArgumentException e) {
      throw DatabaseUrl.wrong(
          "has sslmode="
              + mode
              + "; allowed are disable, allow, prefer, require, verify-ca and verify-full");
    }
  }

  /** Whom to trust; empty trusts whom Java trusts. */
  Optional<Path> rootCertificate() {
    return Optional.ofNullable(parameters.get(ROOT_CERTIFICATE))
        .filter(certificate -> !certificate.equals(SYSTEM))
        .map(Path::of);
  }

  /** What the server is told at the start of a session. */
  Map<String, String> sessionParameters() {
    Map<String, String> passedOn = new LinkedHashMap<>(parameters);
    passedOn.keySet().retainAll(PASSED_ON);
    return Map.copyOf(passedOn);
  }
}
