package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * From where on a client wants an answer, in UTF-16 units: the last event's id, as an event
 * stream's client says it (WHATWG HTML, section 9.2), or {@code ?from=}. Nothing said is the
 * answer's beginning.
 */
final class ResumePoint {

  private static final String HEADER = "Last-Event-ID";
  private static final String PARAMETER = "from";

  private ResumePoint() {}

  /**
   * @throws InvalidFieldException when one is no number from 0 on, or the two differ
   */
  static int of(RoutingContext context) {
    return of(
        Optional.ofNullable(context.request().getHeader(HEADER)),
        context.queryParam(PARAMETER).stream().findFirst());
  }

  static int of(Optional<String> headerText, Optional<String> parameterText) {
    Optional<Integer> header = number(HEADER, headerText);
    Optional<Integer> parameter = number(PARAMETER, parameterText);
    if (header.isPresent() && parameter.isPresent() && !header.equals(parameter)) {
      throw new InvalidFieldException(PARAMETER, "must be the same as " + HEADER);
    }
    return header.or(() -> parameter).orElse(0);
  }

  private static Optional<Integer> number(String field, Optional<String> given) {
    return given.filter(text -> !text.isEmpty()).map(text -> number(field, text));
  }

  private static int number(String field, String text) {
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Integer.parseInt(text);
      }
    } catch (NumberFormatException tooLarge) {
      // said below
    }
    throw new InvalidFieldException(
        field, "must be a number of UTF-16 units, as JavaScript counts, from 0 on");
  }
}
