package dev.parley.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What the command line says: {@code NAME=VALUE}, one each. A missing or wrong one is thrown. */
record LoadSettings(Map<String, String> values) {

  static LoadSettings parse(String[] arguments) {
    return new LoadSettings(
        Arrays.stream(arguments)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1])));
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name + "=");
    }
    return value;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  Duration seconds(String name) {
    return Duration.ofSeconds(number(name));
  }

  URI url() {
    return URI.create(text("url"));
  }

  /** The turns that are asked for. */
  Turns turns() {
    return new Turns(
        Turns.Kind.valueOf(text("kind").toUpperCase(java.util.Locale.ROOT)),
        text("domain"),
        text("seed"),
        text("address"));
  }
}
