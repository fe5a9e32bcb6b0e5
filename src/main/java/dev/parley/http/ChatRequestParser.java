package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a {@link ChatRequest} in one pass over its bytes, as the npm package {@code ai} sends it:
 * {@code {"id", "messages": [{"id", "role", "parts": [{"type": "text", "text"}, …]}], "trigger",
 * "messageId"}}. What it does not know is skipped, and so are all messages but the last. One object
 * reads one body.
 */
final class ChatRequestParser {

  /** What tools were given and gave back stands in a chat's parts, and is nested as they please. */
  private static final int MAX_DEPTH = 200;

  private static final JsonBody JSON = new JsonBody(MAX_DEPTH);
  private static final String REGENERATE = "regenerate-message";
  private static final String SUBMIT = "submit-message";

  private String chatId;
  private String trigger;
  private String messageId;
  private boolean messagesSeen;
  private final ProofFields proof = new ProofFields();
  private Message last = new Message();

  private ChatRequestParser() {}

  /**
   * @throws InvalidFieldException when a field breaks its rule; {@code body} stands for the whole
   */
  static ChatRequest parse(Buffer body) {
    ChatRequestParser parser = new ChatRequestParser();
    JSON.read(body, parser::field);
    return parser.request();
  }

  private void field(JsonParser json, String name) throws IOException {
    switch (name) {
      case "id" -> chatId = JsonBody.text(json, name, chatId);
      case "trigger" -> trigger = JsonBody.optionalText(json, name, trigger);
      case "messageId" -> messageId = JsonBody.optionalText(json, name, messageId);
      case "messages" -> messages(json);
      default -> {
        if (!proof.read(json, name)) {
          json.skipChildren();
        }
      }
    }
  }

  private void messages(JsonParser json) throws IOException {
    if (messagesSeen || json.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidFieldException(ChatRequest.FIELD, "must be an array, once");
    }
    messagesSeen = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      last = new Message();
      fieldsOrSkip(json, last::field);
    }
  }

  /** In what is not read there may be anything. */
  private static void fieldsOrSkip(JsonParser json, JsonBody.Field field) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      JsonBody.fields(json, field);
    } else {
      json.skipChildren();
    }
  }

  private static String textOrSkip(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  private ChatRequest request() {
    String id = JsonBody.required("id", chatId);
    if (!messagesSeen) {
      throw new InvalidFieldException(ChatRequest.FIELD, "is missing");
    }
    if (!last.role.equals("user")) {
      throw new InvalidFieldException(ChatRequest.FIELD, "must end with a message of role user");
    }
    return new ChatRequest(
        new ChatKey(id, last.id), String.join("\n", last.texts), purpose(last.id), proof.proof());
  }

  /** A page names the message that it sends only when it had sent it before. */
  private ChatRequest.Purpose purpose(String lastId) {
    if (trigger == null || trigger.equals(SUBMIT)) {
      return lastId.equals(messageId) ? ChatRequest.Purpose.EDIT : ChatRequest.Purpose.SUBMIT;
    }
    if (trigger.equals(REGENERATE)) {
      return ChatRequest.Purpose.REGENERATE;
    }
    throw new InvalidFieldException("trigger", "must be " + SUBMIT + " or " + REGENERATE);
  }

  /** One message of the chat. */
  private static final class Message {

    private String id = "";
    private String role = "";
    private final List<String> texts = new ArrayList<>();

    void field(JsonParser json, String name) throws IOException {
      switch (name) {
        case "id" -> id = textOrSkip(json);
        case "role" -> role = textOrSkip(json);
        case "parts" -> parts(json);
        default -> json.skipChildren();
      }
    }

    private void parts(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Part part = new Part();
        fieldsOrSkip(json, part::field);
        if (part.type.equals("text")) {
          texts.add(part.text);
        }
      }
    }
  }

  /** One part of a message. */
  private static final class Part {

    private String type = "";
    private String text = "";

    void field(JsonParser json, String name) throws IOException {
      switch (name) {
        case "type" -> type = textOrSkip(json);
        case "text" -> text = textOrSkip(json);
        default -> json.skipChildren();
      }
    }
  }
}
