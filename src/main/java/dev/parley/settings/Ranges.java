package dev.parley.settings;

import static java.util.Map.entry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What is allowed for each setting: the one place that says so. */
final class Ranges {

  private static final Range ANY = new Range(value -> true, "anything");
  private static final Range HOST =
      new Range(value -> !((String) value).isBlank(), "a host name or an address");
  private static final Range PORT = number(0, 65_535);
  private static final Range BURST = number(1, 1_000_000_000);
  private static final Range PER_MINUTE = number(0.1, 1_000_000_000);
  private static final Range BASE_URL =
      new Range(
          value -> ((String) value).isEmpty() || isBaseUrl((String) value),
          "an http or https URL without a query, to which Parley adds /chat/completions or /messages");

  /** Beyond ASCII before its at sign it takes SMTPUTF8 (RFC 6531), which our mails do not speak. */
  private static final Range MAIL_ADDRESS =
      new Range(
          value ->
              ((String) value).isEmpty()
                  || ((String) value).matches("[!-~&&[^<>\"@]]+@[^\\s\\p{Cntrl}<>\"@]+"),
          "an e-mail address without a name, in ASCII before its @");

  private static final Range TOKEN =
      new Range(
          value -> ((String) value).isEmpty() || ManagementSettings.isToken((String) value),
          ManagementSettings.TOKEN_IN_WORDS);

  private static final Map<String, Range> RANGES =
      Map.ofEntries(
          entry("http.host", HOST),
          entry("http.port", PORT),
          entry("http.maxBodyBytes", number(1_024, 16_777_216)),
          entry("http.requestTimeout", duration("100ms", "10m")),
          entry("http.idleTimeout", duration("1s", "60m")),
          entry("http.keepAlive", duration("100ms", "10m")),
          entry("management.host", HOST),
          entry("management.port", PORT),
          entry("management.token", TOKEN),
          entry("database.poolSize", number(1, 100)),
          entry("database.poolQueueSize", number(0, 1_000_000)),
          entry("database.connectTimeout", duration("100ms", "60s")),
          entry("turns.connections", number(1, 16)),
          entry("turns.batchSize", number(1, 1_000)),
          entry("turns.queueSize", number(1, 1_000_000)),
          entry("turns.lockTimeout", duration("1ms", "5s")),
          // Whoever asks over the bus waits 10 s.
          entry("turns.timeout", duration("50ms", "9s")),
          entry("bot.wordsPerSecond", number(0, 1_000_000)),
          entry("bot.maxAnswerChars", number(1, 1_000_000)),
          entry("bot.maxRunning", number(1, 1_000_000)),
          entry("model.provider", oneOf("openai", "anthropic")),
          entry("model.baseUrl", BASE_URL),
          entry("model.anthropicBaseUrl", BASE_URL),
          entry("model.name", new Range(value -> !((String) value).isBlank(), "a model's name")),
          entry("model.temperature", number(-1, 2)),
          entry("model.maxTokens", number(1, 1_000_000)),
          entry("model.firstTokenTimeout", duration("10ms", "10m")),
          entry("model.tokenTimeout", duration("10ms", "10m")),
          entry("model.timeout", duration("10ms", "60m")),
          entry("model.connectTimeout", duration("10ms", "60s")),
          entry("model.historyChars", number(0, 1_000_000)),
          entry("model.maxConnections", number(1, 10_000)),
          entry("limits.visitorBurst", BURST),
          entry("limits.visitorPerMinute", PER_MINUTE),
          entry("limits.visitorTokensBurst", BURST),
          entry("limits.visitorTokensPerMinute", PER_MINUTE),
          entry("limits.ipBurst", BURST),
          entry("limits.ipPerMinute", PER_MINUTE),
          entry("limits.ipTokensBurst", BURST),
          entry("limits.ipTokensPerMinute", PER_MINUTE),
          entry("limits.ipRequestsBurst", BURST),
          entry("limits.ipRequestsPerMinute", PER_MINUTE),
          entry("limits.domainBurst", BURST),
          entry("limits.domainPerMinute", PER_MINUTE),
          entry("limits.domainTokensBurst", BURST),
          entry("limits.domainTokensPerMinute", PER_MINUTE),
          entry("limits.maxStreamsPerVisitor", number(1, 1_000_000)),
          entry("limits.maxStreamsPerIp", number(1, 1_000_000)),
          entry("limits.maxStreams", number(1, 1_000_000)),
          entry("limits.maxConnectionsPerIp", number(1, 1_000_000)),
          entry("limits.maxConnections", number(1, 1_000_000)),
          entry("webhooks.timeout", duration("100ms", "60s")),
          entry("webhooks.concurrency", number(1, 100)),
          entry("webhooks.attempts", number(1, 1_000)),
          entry("webhooks.firstPause", duration("10ms", "1h")),
          entry("webhooks.longestPause", duration("10ms", "24h")),
          entry("limits.codesPerIpBurst", BURST),
          entry("limits.codesPerIpPerMinute", PER_MINUTE),
          entry("mail.port", number(1, 65_535)),
          entry("mail.from", MAIL_ADDRESS),
          entry("mail.tls", oneOf("starttls", "tls", "none")),
          entry("mail.timeout", duration("100ms", "60s")),
          entry("mail.patience", duration("1s", "10m")),
          entry("mail.connections", number(1, 100)),
          entry("mail.queueSize", number(1, 1_000_000)),
          entry("mail.codesPerHour", number(1, 1_000)),
          entry("mail.codesPerDay", number(1, 1_000)),
          entry("logging.level", oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR")),
          entry("retention.every", duration("1s", "24h")),
          entry("shutdown.grace", duration("0s", "10m")));

  private Ranges() {}

  /**
   * A range of values.
   *
   * @param holds whether a value is within it
   * @param allowed what is, in words
   */
  record Range(Predicate<Object> holds, String allowed) {}

  static Range of(String name) {
    return RANGES.getOrDefault(name, ANY);
  }

  private static Range number(double least, double most) {
    return new Range(
        value -> ((Number) value).doubleValue() >= least && ((Number) value).doubleValue() <= most,
        "from " + plain(least) + " to " + plain(most));
  }

  private static Range duration(String least, String most) {
    Duration from = Values.duration(least);
    Duration to = Values.duration(most);
    return new Range(
        value -> ((Duration) value).compareTo(from) >= 0 && ((Duration) value).compareTo(to) <= 0,
        "from " + least + " to " + most);
  }

  private static Range oneOf(String... choices) {
    List<String> allowed = List.of(choices);
    return new Range(
        value -> allowed.contains((String) value), "one of " + String.join(", ", allowed));
  }

  private static boolean isBaseUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && text.matches("(?i)https?://.*")
          && !text.matches(".*/(chat/completions|messages)/?");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
