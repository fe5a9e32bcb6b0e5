package dev.parley.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** Chooses by the {@code Accept} header (RFC 9110, section 12.5.1). */
final class AnswerFormats {

  private static final AnswerFormat EVENT_STREAM = new EventStreamFormat();
  private static final AnswerFormat PLAIN_TEXT = new PlainTextFormat();

  private AnswerFormats() {}

  /** All that a client accepts: several lines are one list (RFC 9110, section 5.3). */
  static String accepted(HttpServerRequest request) {
    return String.join(",", request.headers().getAll(HttpHeaders.ACCEPT));
  }

  /**
   * The event stream, unless plain text is preferred.
   *
   * @param accept the header; empty when there is none
   * @throws ProblemException 406 when neither is acceptable
   */
  static AnswerFormat acceptable(String accept) {
    if (accept.isBlank() || accept.equals("*/*")) {
      return EVENT_STREAM;
    }
    double events = quality(accept, "text/event-stream");
    double plain = quality(accept, "text/plain");
    if (events == 0 && plain == 0) {
      throw Problem.of(406, "The answer comes as text/event-stream or text/plain.").asException();
    }
    return events >= plain ? EVENT_STREAM : PLAIN_TEXT;
  }

  /**
   * For a route that has no other format.
   *
   * @throws ProblemException 406 when an event stream is not acceptable
   */
  static void requireEventStream(String accept) {
    if (!accept.isBlank() && quality(accept, "text/event-stream") == 0) {
      throw Problem.of(406, "The answer comes as text/event-stream.").asException();
    }
  }

  /** Whether plain text is preferred to JSON. */
  static boolean prefersPlainText(String accept) {
    return quality(accept, "text/plain") > quality(accept, "application/json");
  }

  /** Whether a type is asked for by its name, and not only put up with. */
  static boolean isWelcome(String accept, String type) {
    return accept.contains(type) && quality(accept, type) > 0;
  }

  /** How welcome a type is: what its most specific range says. */
  private static double quality(String accept, String type) {
    String group = type.substring(0, type.indexOf('/')) + "/*";
    double quality = 0;
    int best = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      String name = parts[0].strip();
      int specific = name.equals(type) ? 3 : name.equals(group) ? 2 : name.equals("*/*") ? 1 : 0;
      if (specific > best) {
        best = specific;
        quality = Quality.of(parts);
      }
    }
    return quality;
  }
}
