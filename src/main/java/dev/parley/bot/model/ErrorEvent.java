package dev.parley.bot.model;

import dev.parley.bot.model.ModelFailure.Kind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The event by which a server tells, after its 200, that it cannot go on: one with an {@code error}
 * that says what is wrong, alone (vLLM, Anthropic), beside the last piece of the answer
 * (OpenRouter) or within {@code x_groq} (Groq), or one that is an {@code error} itself (vLLM).
 * langchain4j passes over OpenAI's, and what comes after it ends the stream in order: half an
 * answer would be taken for all of it.
 */
final class ErrorEvent {

  /** In a text its quotes are escaped: few events need a second reading. */
  private static final String FIELD = "\"error\"";

  private ErrorEvent() {}

  /** What that event says is wrong; empty when it is none of these. */
  static Optional<ModelFailure> read(String data) {
    return data.contains(FIELD)
        ? error(data).map(told -> new ModelFailure(Kind.FAULTY, Refusal.inOneLine(told)))
        : Optional.empty();
  }

  private static Optional<String> error(String data) {
    try {
      JsonObject event = new JsonObject(data);
      return Stream.of(event.getValue("error"), groqs(event), itself(event))
          .filter(ErrorEvent::saysSomething)
          .map(Object::toString)
          .findFirst();
    } catch (DecodeException e) {
      return Optional.empty(); // whoever reads the answer out of it says so
    }
  }

  private static Object groqs(JsonObject event) {
    return event.getValue("x_groq") instanceof JsonObject own ? own.getValue("error") : null;
  }

  private static Object itself(JsonObject event) {
    return "error".equals(event.getValue("object")) ? event : null;
  }

  /** Not so an empty text, an empty object, or {@code false}. */
  private static boolean saysSomething(Object error) {
    return error instanceof JsonObject told
        ? !told.isEmpty()
        : error instanceof String text && !text.isBlank();
  }
}
