package dev.parley.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One line of a {@link Journal}: what happened to which message. */
sealed interface Entry {

  Message.Id id();

  /** It is about to be sent, for the first time or again. */
  record Sent(Message message) implements Entry {
    @Override
    public Message.Id id() {
      return message.id();
    }
  }

  /** Status 200 and the first byte: the server has promised to keep the message, as that turn. */
  record Acknowledged(Message.Id id, String turn) implements Entry {}

  /** The end mark: the server has promised to keep that answer. */
  record Ended(Message.Id id, String turn, String text) implements Entry {}

  /**
   * An answer that ended otherwise, or none at all.
   *
   * @param status 0 when none came
   * @param heard how many characters of an answer
   * @param refusal what was asked for and what came instead of an answer, for a person to read
   */
  record BrokeOff(Message.Id id, int status, int heard, String refusal) implements Entry {}

  /** Neither an answer nor an end of it came in time. */
  record Hung(Message.Id id) implements Entry {}

  /** The visitor leaves without the answer, and never comes back for it. */
  record GaveUp(Message.Id id) implements Entry {}

  /** As it stands in the journal, with the time at which it is asked for. */
  default String line() {
    JsonObject line =
        new JsonObject()
            .put("at", Instant.now().toString())
            .put("what", getClass().getSimpleName())
            .put("domain", id().domain().toString())
            .put("visitor", id().visitor())
            .put("key", id().key());
    if (this instanceof Sent sent) {
      line.put("text", sent.message().text());
      sent.message().email().ifPresent(email -> line.put("email", email));
    } else if (this instanceof Acknowledged acknowledged) {
      line.put("turn", acknowledged.turn());
    } else if (this instanceof Ended ended) {
      line.put("turn", ended.turn()).put("text", ended.text());
    } else if (this instanceof BrokeOff broken) {
      line.put("status", broken.status())
          .put("heard", broken.heard())
          .put("refusal", broken.refusal());
    }
    return line.encode();
  }

  /** What a line says. */
  static Entry of(String line) {
    JsonObject said = new JsonObject(line);
    Message.Id id =
        new Message.Id(
            UUID.fromString(said.getString("domain")),
            said.getString("visitor"),
            said.getString("key"));
    String what = said.getString("what");
    return switch (what) {
      case "Sent" -> new Sent(message(id, said));
      case "Acknowledged" -> new Acknowledged(id, said.getString("turn"));
      case "Ended" -> new Ended(id, said.getString("turn"), said.getString("text"));
      case "BrokeOff" ->
          new BrokeOff(
              id, said.getInteger("status"), said.getInteger("heard"), said.getString("refusal"));
      case "Hung" -> new Hung(id);
      case "GaveUp" -> new GaveUp(id);
      default -> throw new IllegalArgumentException("no line of a journal: " + line);
    };
  }

  private static Message message(Message.Id id, JsonObject said) {
    return new Message(
        id.domain(),
        id.visitor(),
        id.key(),
        said.getString("text"),
        Optional.ofNullable(said.getString("email")));
  }
}
