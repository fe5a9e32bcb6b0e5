package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.Role;
import dev.parley.email.EmailAddress;
import java.util.Locale;
import java.util.UUID;

/** What the demo shows of an event: enough to see that it happened, and nobody's address. */
final class DemoEvent {

  private static final int SHOWN_DIGITS = 6;

  private DemoEvent() {}

  /** {@code {"turn":…,"what":"found"|"created"|"raced"|"question"|"answer", …}}. */
  static String json(ChatEvent event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("turn", end(event.turnId()));
    if (event instanceof ChatEvent.CustomerRecognised customer) {
      json.put("what", customer.outcome().label());
      json.put("email", EmailAddress.masked(customer.email()));
      json.put("customer", end(customer.customerId()));
      json.put("room", end(customer.roomId()));
    } else if (event instanceof ChatEvent.MessageStored message) {
      json.put("what", message.role() == Role.USER ? "question" : "answer");
      json.put("status", message.status().name().toLowerCase(Locale.ROOT));
      json.put("room", end(message.roomId()));
    }
    return json.toString();
  }

  /** Its random part: what begins alike is only the time. */
  private static String end(UUID id) {
    String text = id.toString();
    return text.substring(text.length() - SHOWN_DIGITS);
  }
}
