package dev.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** How the pieces of an answer look on the wire. */
enum ModelProtocol {
  OPENAI {
    @Override
    String beginning() {
      return ": here it comes\n\n";
    }

    @Override
    String event(String token) {
      return event(new JsonObject().put("content", token), null);
    }

    @Override
    String end(String reason) {
      JsonObject usage =
          new JsonObject()
              .put("prompt_tokens", 20)
              .put("completion_tokens", 2)
              .put("total_tokens", 22);
      return finish(reason)
          + "data: "
          + chunk().put("choices", new JsonArray()).put("usage", usage)
          + "\n\ndata: [DONE]\n\n";
    }

    @Override
    String finish(String reason) {
      return event(new JsonObject(), reason);
    }

    private String event(JsonObject delta, String finishReason) {
      JsonObject choice =
          new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finishReason);
      return "data: " + chunk().put("choices", new JsonArray().add(choice)) + "\n\n";
    }

    private JsonObject chunk() {
      return new JsonObject()
          .put("id", "chatcmpl-1")
          .put("object", "chat.completion.chunk")
          .put("model", "scripted");
    }
  },

  ANTHROPIC {
    @Override
    String beginning() {
      JsonObject message =
          new JsonObject()
              .put("id", "msg_1")
              .put("role", "assistant")
              .put("model", "scripted")
              .put("usage", new JsonObject().put("input_tokens", 1).put("output_tokens", 1));
      return named(
              "message_start",
              new JsonObject().put("type", "message_start").put("message", message))
          + named(
              "content_block_start",
              new JsonObject()
                  .put("type", "content_block_start")
                  .put("index", 0)
                  .put("content_block", new JsonObject().put("type", "text").put("text", "")));
    }

    @Override
    String event(String token) {
      return named(
          "content_block_delta",
          new JsonObject()
              .put("type", "content_block_delta")
              .put("index", 0)
              .put("delta", new JsonObject().put("type", "text_delta").put("text", token)));
    }

    @Override
    String end(String reason) {
      return finish(reason) + named("message_stop", new JsonObject().put("type", "message_stop"));
    }

    @Override
    String finish(String reason) {
      return named(
              "content_block_stop",
              new JsonObject().put("type", "content_block_stop").put("index", 0))
          + named(
              "message_delta",
              new JsonObject()
                  .put("type", "message_delta")
                  .put("delta", new JsonObject().put("stop_reason", inItsWords(reason)))
                  .put("usage", new JsonObject().put("output_tokens", 2)));
    }

    private String inItsWords(String reason) {
      return switch (reason) {
        case "stop" -> "end_turn";
        case "length" -> "max_tokens";
        default -> reason;
      };
    }
  };

  static ModelProtocol at(String path) {
    return path.endsWith("/messages") ? ANTHROPIC : OPENAI;
  }

  /** What comes before the first token. */
  abstract String beginning();

  abstract String event(String token);

  abstract String end(String reason);

  /** Why the answer ended, and not yet that it is over. */
  abstract String finish(String reason);

  /** How many bytes of the token's event reach into its last character, but not to its end. */
  int middleOfLastCharacter(String token) {
    String event = event(token);
    return event.substring(0, event.lastIndexOf(token) + token.length()).getBytes(UTF_8).length - 1;
  }

  private static String named(String event, JsonObject body) {
    return "event: " + event + "\ndata: " + body + "\n\n";
  }
}
