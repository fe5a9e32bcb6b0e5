package dev.parley.bot.model;

import dev.parley.bot.model.ModelFailure.Kind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why an answer ended, in the provider's own word. langchain4j hands on only the words that it
 * knows: a provider that broke off, by another word and in an orderly stream, would seem to have
 * said all.
 *
 * @param word as the provider has it; never blank
 */
record FinishReason(String word) {

  /** In a text its quotes are escaped: only an event that has a word is read a second time. */
  private static final Pattern FIELD = Pattern.compile("\"(?:finish|stop)_reason\"\\s*:\\s*\"");

  /** All is said; or a tool is called, though none is offered. */
  private static final Set<String> WHOLE =
      Set.of(
          "stop",
          "stop_sequence",
          "eos",
          "eos_token",
          "end_turn",
          "complete",
          "tool_calls",
          "function_call",
          "tool_use");

  private static final Set<String> CUT = Set.of("length", "max_tokens", "model_length");

  /** The model may not say the rest, or has no room for it; of Anthropic, Zhipu and Google too. */
  private static final Set<String> WITHHELD =
      Set.of(
          "content_filter",
          "refusal",
          "model_context_window_exceeded",
          "sensitive",
          "safety",
          "recitation");

  /** The word of the event with that text; empty when it has none. */
  static Optional<FinishReason> read(String data) {
    return FIELD.matcher(data).find()
        ? word(data)
            .filter(word -> !word.isBlank() && !word.equals("null")) // so some say: none yet
            .map(FinishReason::new)
        : Optional.empty();
  }

  private static Optional<String> word(String data) {
    try {
      JsonObject event = new JsonObject(data);
      Object word =
          "message_delta".equals(event.getValue("type"))
              ? within(event.getValue("delta"), "stop_reason")
              : within(first(event.getValue("choices")), "finish_reason");
      return word instanceof String text ? Optional.of(text) : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty(); // whoever reads the answer out of it says so
    }
  }

  private static Object within(Object object, String name) {
    return object instanceof JsonObject fields ? fields.getValue(name) : null;
  }

  private static Object first(Object array) {
    return array instanceof JsonArray items && !items.isEmpty() ? items.getValue(0) : null;
  }

  /** The answer is longer than it may be, and ends anywhere. */
  boolean isCut() {
    return CUT.contains(inLowerCase());
  }

  /** That the answer is not whole, by this word or by one that nobody knows; else empty. */
  Optional<ModelFailure> failure() {
    if (isCut() || WHOLE.contains(inLowerCase())) {
      return Optional.empty();
    }
    Kind kind = WITHHELD.contains(inLowerCase()) ? Kind.WITHHELD : Kind.FAULTY;
    return Optional.of(new ModelFailure(kind, "the answer ended by " + this));
  }

  private String inLowerCase() {
    return word.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "\"" + Refusal.inOneLine(word) + "\"";
  }
}
