package dev.parley.http;

import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainRequest.ChangeSettings;
import dev.parley.bus.InvalidFieldException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The body of a change: what is given is set, the rest stays.
 *
 * @param name what the domain is called
 * @param enabled whether it is on
 * @param allowedOrigins all of them
 * @param greeting may be empty
 * @param locale a language's tag
 * @param limits all that are the domain's own, by their names: {@code {"visitorBurst": 5}}
 */
record SettingsChange(
    Optional<String> name,
    Optional<Boolean> enabled,
    Optional<List<String>> allowedOrigins,
    Optional<String> greeting,
    Optional<String> locale,
    Optional<Map<String, Double>> limits) {

  private static final Set<String> NAMES =
      Set.of(
          "visitorBurst",
          "visitorPerMinute",
          "ipBurst",
          "ipPerMinute",
          "domainBurst",
          "domainPerMinute",
          "tokensBurst",
          "tokensPerMinute");

  /**
   * The change of this domain.
   *
   * @throws InvalidFieldException when a field breaks its rule
   */
  ChangeSettings of(UUID domainId) {
    if (isEmpty()) {
      throw new InvalidFieldException(
          "body", "must have name, enabled, allowedOrigins, greeting, locale or limits");
    }
    if (allowedOrigins.isPresent() && allowedOrigins.get().contains(null)) {
      throw new InvalidFieldException("allowedOrigins", "must be texts");
    }
    return new ChangeSettings(
        domainId,
        name,
        enabled,
        allowedOrigins,
        greeting,
        locale,
        limits.map(SettingsChange::limits));
  }

  private boolean isEmpty() {
    return Stream.of(name, enabled, allowedOrigins, greeting, locale, limits)
        .allMatch(Optional::isEmpty);
  }

  private static DomainLimits limits(Map<String, Double> given) {
    if (!NAMES.containsAll(given.keySet())) {
      throw new InvalidFieldException("limits", "must be of " + String.join(", ", sorted(NAMES)));
    }
    return new DomainLimits(
        limit(given, "visitor"),
        limit(given, "ip"),
        limit(given, "domain"),
        limit(given, "tokens"));
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static Limit limit(Map<String, Double> given, String name) {
    return new Limit(
        Optional.ofNullable(given.get(name + "Burst")).map(SettingsChange::whole),
        Optional.ofNullable(given.get(name + "PerMinute")));
  }

  private static int whole(double burst) {
    int whole = (int) burst;
    if (whole != burst) {
      throw new InvalidFieldException("limits", "must have whole numbers as bursts");
    }
    return whole;
  }
}
