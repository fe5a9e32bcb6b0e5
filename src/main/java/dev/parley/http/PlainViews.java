package dev.parley.http;

import dev.parley.bus.ArticlePage;
import dev.parley.bus.ArticleView;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainPage;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainView;
import dev.parley.bus.KnowledgeLoaded;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Domains and their knowledge bases, as an operator reads them. */
final class PlainViews {

  private PlainViews() {}

  static String domains(DomainPage page) {
    return page.items().stream()
        .map(
            it ->
                "%s  %-9s  %s%s%n"
                    .formatted(
                        it.id(),
                        it.bot().label(),
                        Terminal.line(it.name()),
                        it.enabled() ? "" : "  [off]"))
        .collect(Collectors.joining());
  }

  static String domain(DomainView domain) {
    return """
        id        %s
        name      %s
        state     %s
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
            Terminal.line(domain.name()),
            domain.enabled() ? "on" : "off",
            domain.bot().label(),
            Terminal.inOneLine(domain.fixedText()),
            Terminal.inOneLine(domain.greeting()),
            Terminal.line(domain.locale()),
            Terminal.line(domain.language()),
            Terminal.line(String.join(" ", domain.allowedOrigins())),
            limits(domain.limits()),
            domain.articles());
  }

  /** The current one alone in the first line; then the one before it, with its end. */
  static String secrets(DomainSecrets domain) {
    return domain.secrets().stream()
        .map(
            it ->
                it.value()
                    + it.expiresAt().map(end -> "  until " + Terminal.time(end)).orElse("")
                    + "\n")
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
            limit.perMinute().map(it -> name + "PerMinute=" + number(it)))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  /** As it was set: 30 and not 30.0. */
  private static String number(double it) {
    return BigDecimal.valueOf(it).stripTrailingZeros().toPlainString();
  }

  static String loaded(KnowledgeLoaded loaded) {
    return "articles %d, passages %d%n".formatted(loaded.articles(), loaded.passages());
  }

  /** One line an article, its columns parted by tabs: passages, since when, name, url. */
  static String articles(ArticlePage page) {
    return page.items().stream()
        .map(
            it ->
                "%d\t%s\t%s\t%s%n"
                    .formatted(
                        it.passages(),
                        Terminal.time(it.updatedAt()),
                        Terminal.line(it.name()),
                        Terminal.line(it.url().orElse(""))))
        .collect(Collectors.joining());
  }

  static String article(ArticleView article) {
    return "name      %s%nurl       %s%nupdated   %s%n"
            .formatted(
                Terminal.line(article.name()),
                Terminal.line(article.url().orElse("")),
                Terminal.time(article.updatedAt()))
        + article.passages().stream()
            .map(
                it ->
                    "%n%s%n%s%n"
                        .formatted(Terminal.line(it.heading()), Terminal.indented(it.body())))
            .collect(Collectors.joining());
  }
}
