package dev.parley.http;

import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.ConversationPage.Message;
import dev.parley.bus.CustomerPage;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPage;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainView;
import dev.parley.bus.KnowledgeLoaded;
import dev.parley.bus.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What operators read, as text for a terminal. Whatever others wrote is made harmless first: a
 * visitor's message must not move an operator's cursor.
 */
final class PlainViews {

  private static final String INDENT = "    ";

  private PlainViews() {}

  static String domains(DomainPage page) {
    return page.domains().stream()
        .map(it -> "%s  %-9s  %s%n".formatted(it.id(), it.bot().label(), line(it.name())))
        .collect(Collectors.joining());
  }

  static String domain(DomainView domain) {
    return """
        id        %s
        name      %s
        bot       %s
        text      %s
        greeting  %s
        locale    %s (search: %s)
        origins   %s
        limits    %s
        articles  %d
        """
        .formatted(
            domain.id(),
            line(domain.name()),
            domain.bot().label(),
            line(domain.fixedText()),
            line(domain.greeting()),
            line(domain.locale()),
            line(domain.language()),
            line(String.join(" ", domain.allowedOrigins())),
            limits(domain.limits()),
            domain.articles());
  }

  /** The current one alone in the first line; then the one before it, with its end. */
  static String secrets(DomainSecrets domain) {
    return domain.secrets().stream()
        .map(it -> it.value() + it.expiresAt().map(end -> "  until " + time(end)).orElse("") + "\n")
        .collect(Collectors.joining());
  }

  /** Those that the domain has of its own, as they are set. */
  private static String limits(DomainLimits limits) {
    return Stream.of(
            limit("visitor", limits.visitor()),
            limit("ip", limits.ip()),
            limit("domain", limits.domain()),
            limit("tokens", limits.tokens()))
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String limit(String name, DomainLimits.Limit limit) {
    return Stream.of(
            limit.burst().map(it -> name + "Burst=" + it),
            limit.perMinute().map(it -> name + "PerMinute=" + it))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  static String loaded(KnowledgeLoaded loaded) {
    return "articles %d, passages %d%n".formatted(loaded.articles(), loaded.passages());
  }

  /** One line a customer, its columns parted by tabs: rooms, id, since when, address. */
  static String customers(CustomerPage page) {
    return page.customers().stream()
        .map(
            it ->
                "%d\t%s\t%s\t%s%n"
                    .formatted(it.rooms(), it.id(), time(it.createdAt()), line(it.email())))
        .collect(Collectors.joining());
  }

  static String conversations(ConversationPage page) {
    return page.conversations().stream()
        .map(PlainViews::conversation)
        .collect(Collectors.joining("\n"));
  }

  private static String conversation(Conversation conversation) {
    String who = conversation.email().map(PlainViews::line).orElse("(anonymous)");
    return "== %s  room %s  since %s%n"
            .formatted(who, conversation.roomId(), time(conversation.createdAt()))
        + conversation.messages().stream().map(PlainViews::message).collect(Collectors.joining());
  }

  private static String message(Message message) {
    String visitor = message.verified() ? "visitor (verified)" : "visitor";
    String who = message.role() == Role.USER ? visitor : "bot";
    String status = message.status().equals("complete") ? "" : "  [" + message.status() + "]";
    String rating = message.rating().map(it -> "  [rated " + it.label() + "]").orElse("");
    return "%s  %s%s%s%n%s%n"
        .formatted(time(message.createdAt()), who, status, rating, indented(message.body()));
  }

  private static String indented(String body) {
    return body.lines().map(it -> INDENT + line(it)).collect(Collectors.joining("\n"));
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Control characters and those that turn the direction of writing show as U+FFFD. */
  static String line(String text) {
    StringBuilder harmless = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isHarmful(point) ? 0xfffd : point)
        .forEach(harmless::appendCodePoint);
    return harmless.toString();
  }

  private static boolean isHarmful(int point) {
    if (point == '\t') {
      return false;
    }
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (point >= 0x202a && point <= 0x202e)
        || (point >= 0x2066 && point <= 0x2069);
  }
}
