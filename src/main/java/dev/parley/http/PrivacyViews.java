package dev.parley.http;

import dev.parley.bus.Erasure;
import dev.parley.bus.ErasurePage;
import dev.parley.bus.Retention;
import java.util.stream.Collectors;

/** What {@link PrivacyRoutes} answer, as text for a terminal. */
final class PrivacyViews {

  private PrivacyViews() {}

  /** One line: id, when, and what went. */
  static String erasure(Erasure it) {
    return "%s  %s  customers %d  visitors %d  rooms %d  messages %d  mentions %d%n"
        .formatted(
            it.id(),
            Terminal.time(it.erasedAt()),
            it.customers(),
            it.visitors(),
            it.rooms(),
            it.messages(),
            it.mentions());
  }

  static String erasures(ErasurePage page) {
    return page.items().stream().map(PrivacyViews::erasure).collect(Collectors.joining());
  }

  static String retention(Retention it) {
    return it.days().map(days -> days + (days == 1 ? " day\n" : " days\n")).orElse("for ever\n");
  }
}
