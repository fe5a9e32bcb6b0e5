package dev.parley.settings;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the records from what was given for each of their components. */
final class SettingsBinder {

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
    return settings;
  }

  /** Else a stream that says nothing for a while would be cut before it gives a sign of life. */
  private static void requireSignsOfLife(Map<String, Given> given, HttpSettings http) {
    if (http.keepAlive().compareTo(http.idleTimeout()) >= 0) {
      Given idle = given.get("http.idleTimeout");
      String allowed =
          "shorter than http.idleTimeout, \"%s\" (%s)".formatted(idle.text(), idle.where());
      throw wrong("http.keepAlive", given.get("http.keepAlive"), allowed, null);
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

  private static StartException wrong(String name, Given value, String allowed, Throwable cause) {
    String shown = SettingNames.isSecret(name) ? "" : ", not \"" + value.text() + "\"";
    return new StartException(
        value.where() + ": " + name + " must be " + allowed + shown + ".", cause);
  }
}
