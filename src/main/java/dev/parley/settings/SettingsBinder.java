package dev.parley.settings;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the records from what was given for each of their components. */
final class SettingsBinder {

  /** Addresses that stand for all of the machine's. */
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

  private final Map<String, Given> given;

  private SettingsBinder(Map<String, Given> given) {
    this.given = given;
  }

  /**
   * Makes the settings.
   *
   * @throws StartException when a value has the wrong type, is out of range, or does not go with
   *     another one
   */
  static Settings bind(Map<String, Given> given) {
    Settings settings = new SettingsBinder(given).bind(Settings.class, "");
    requireSignsOfLife(given, settings.http());
    requireTwoPorts(given, settings);
    return settings;
  }

  /** Else a stream that says nothing for a while would be cut before it gives a sign of life. */
  private static void requireSignsOfLife(Map<String, Given> given, HttpSettings http) {
    if (http.keepAlive().compareTo(http.idleTimeout()) >= 0) {
      throw wrongBeside(given, "http.keepAlive", "shorter than", "http.idleTimeout");
    }
  }

  /**
   * Else Vert.x, which lets servers of one address share its port, would give every second
   * visitor's connection to the operators' side, and theirs to the visitors'.
   */
  private static void requireTwoPorts(Map<String, Given> given, Settings settings) {
    HttpSettings http = settings.http();
    ManagementSettings management = settings.management();
    boolean share =
        http.port() == management.port()
            && http.port() != 0
            && (http.host().equalsIgnoreCase(management.host())
                || WILDCARDS.contains(http.host())
                || WILDCARDS.contains(management.host()));
    if (share) {
      throw wrongBeside(given, "management.port", "another port than", "http.port");
    }
  }

  private <R extends Record> R bind(Class<R> type, String prefix) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values =
        Stream.of(components)
            .map(component -> value(component.getType(), prefix + component.getName()))
            .toArray();
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  private Object value(Class<?> type, String name) {
    if (type.isRecord()) {
      return bind(type.asSubclass(Record.class), name + ".");
    }
    Given value = given.get(name);
    if (value == null) {
      throw new IllegalStateException("conf/parley.yaml has no default for " + name);
    }
    return inRange(name, value, parse(type, name, value));
  }

  private static Object parse(Class<?> type, String name, Given value) {
    try {
      return Values.parse(type, value);
    } catch (IllegalArgumentException e) {
      throw wrong(name, value, Values.inWords(type), e);
    }
  }

  private static Object inRange(String name, Given value, Object parsed) {
    Ranges.Range range = Ranges.of(name);
    if (!range.holds().test(parsed)) {
      throw wrong(name, value, range.allowed(), null);
    }
    return parsed;
  }

  private static StartException wrongBeside(
      Map<String, Given> given, String name, String how, String other) {
    Given beside = given.get(other);
    String allowed = "%s %s, \"%s\" (%s)".formatted(how, other, beside.text(), beside.where());
    return wrong(name, given.get(name), allowed, null);
  }

  private static StartException wrong(String name, Given value, String allowed, Throwable cause) {
    String shown = SettingNames.isSecret(name) ? "" : ", not \"" + value.text() + "\"";
    return new StartException(
        value.where() + ": " + name + " must be " + allowed + shown + ".", cause);
  }
}
