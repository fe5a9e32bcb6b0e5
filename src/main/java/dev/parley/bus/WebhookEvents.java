package dev.parley.bus;

import java.util.HashSet;
import java.util.List;

/** What a webhook can be told of, by the names that its receiver knows. */
public final class WebhookEvents {

  /** A message, or a proof, gave an address that the domain did not know. */
  public static final String CUSTOMER_CREATED = "customer.created";

  /** A visitor's message is stored. */
  public static final String MESSAGE_STORED = "message.stored";

  /**
   * An answer is over, however it ended: see {@link AnswerStatus}. One that failed or was
   * interrupted may be asked for again, and then is over a second time.
   */
  public static final String ANSWER_COMPLETED = "answer.completed";

  /** Sent when an operator asks for it, whatever the webhook is to be told of. */
  public static final String PING = "ping";

  /** Those that a webhook can be for. */
  public static final List<String> ALL =
      List.of(CUSTOMER_CREATED, MESSAGE_STORED, ANSWER_COMPLETED);

  private WebhookEvents() {}

  /**
   * @return the events themselves, each once
   * @throws InvalidFieldException when there is none, or one that is no event
   */
  static List<String> require(List<String> events) {
    if (events.isEmpty() || !new HashSet<>(ALL).containsAll(events)) { // it may ask for null
      throw new InvalidFieldException(
          "events", "must be at least one of " + String.join(", ", ALL));
    }
    return events.stream().distinct().toList();
  }
}
