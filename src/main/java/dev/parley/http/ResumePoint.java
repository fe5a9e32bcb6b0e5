package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * From where on a client wants an answer, in UTF-16 units: the last event's id, as an event
 * stream's client says it (WHATWG HTML, section 9.2), or {@code ?from=}; and of which attempt at
 * the answer it has heard so much. Nothing said is the answer's beginning, and any attempt.
 *
 * @param from in UTF-16 units
 * @param attempt as {@link AnswerHead} told it; 0 when it does not say
 */
record ResumePoint(int from, int attempt) {

  private static final String HEADER = "Last-Event-ID";
  private static final String PARAMETER = "from";
  private static final String ATTEMPT = "Parley-Attempt";
  private static final String UNITS = "a number of UTF-16 units, as JavaScript counts, from 0 on";

  /**
   * @throws InvalidFieldException when one is no number from 0 on, or the header and the parameter
   *     differ
   */
  static ResumePoint of(RoutingContext context) {
    HttpServerRequest request = context.request();
    return new ResumePoint(
        from(
            Optional.ofNullable(request.getHeader(HEADER)),
            context.queryParam(PARAMETER).stream().findFirst()),
        attempt(Optional.ofNullable(request.getHeader(ATTEMPT))));
  }

  static int from(Optional<String> headerText, Optional<String> parameterText) {
    Optional<Integer> header = number(HEADER, headerText, UNITS);
    Optional<Integer> parameter = number(PARAMETER, parameterText, UNITS);
    if (header.isPresent() && parameter.isPresent() && !header.equals(parameter)) {
      throw new InvalidFieldException(PARAMETER, "must be the same as " + HEADER);
    }
    return header.or(() -> parameter).orElse(0);
  }

  static int attempt(Optional<String> text) {
    return number(ATTEMPT, text, "the number that an answer had in this header").orElse(0);
  }

  private static Optional<Integer> number(String field, Optional<String> given, String rule) {
    return given.filter(text -> !text.isEmpty()).map(text -> number(field, text, rule));
  }

  private static int number(String field, String text, String rule) {
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Integer.parseInt(text);
      }
    } catch (NumberFormatException tooLarge) {
      // said below
    }
    throw new InvalidFieldException(field, "must be " + rule);
  }
}
