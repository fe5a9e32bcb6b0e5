package dev.parley.http;

import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookDeliveryPage;
import dev.parley.bus.WebhookPage;
import dev.parley.bus.WebhookView;
import java.util.stream.Collectors;

/** Webhooks and deliveries as text for a terminal, made harmless as {@link Terminal} does. */
final class WebhookViews {

  private WebhookViews() {}

  static String webhooks(WebhookPage page) {
    return page.items().stream().map(WebhookViews::webhook).collect(Collectors.joining());
  }

  /** One line: id, whether it is on, events, URL, and why it is off. */
  static String webhook(WebhookView it) {
    return "%s  %-3s  %s  %s%s%n"
        .formatted(
            it.id(),
            it.enabled() ? "on" : "off",
            String.join(",", it.events()),
            Terminal.line(it.url()),
            it.disabledBecause().map(why -> "  (" + Terminal.line(why) + ")").orElse(""));
  }

  /** The id and the secret of one that was just made, or got a new one. */
  static String secret(WebhookView it) {
    return it.id() + "  " + it.secret().orElse("") + "\n";
  }

  static String deliveries(WebhookDeliveryPage page) {
    return page.items().stream().map(WebhookViews::delivery).collect(Collectors.joining());
  }

  /** One line: id, when, event, state, attempts, and what went wrong. */
  static String delivery(WebhookDelivery it) {
    return "%s  %s  %-16s  %-9s  %d%s%s%n"
        .formatted(
            it.id(),
            Terminal.time(it.createdAt()),
            it.event(),
            it.state(),
            it.attempts(),
            it.lastError().map(why -> "  " + Terminal.line(why)).orElse(""),
            it.nextAttemptAt().map(next -> "  next " + Terminal.time(next)).orElse(""));
  }
}
