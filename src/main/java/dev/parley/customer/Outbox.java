package dev.parley.customer;

import dev.parley.bus.WebhookEvents;

/**
 * The step of a statement that writes what happened into the outbox, for the webhooks of the
 * domains that it happened in: by the same commit, so that nothing is told that did not happen, and
 * nothing that happened is forgotten. The webhook verticle sends it.
 *
 * <p>A domain without a webhook beside others that have one pays for a look into an index a
 * statement, not for one a message. Where none of a batch has one, {@link ToldDomains} leaves the
 * step out.
 */
final class Outbox {

  /** The step when nobody is to be told: the planner leaves it out. */
  static final String NOTHING = "SELECT";

  private Outbox() {}

  /**
   * The step.
   *
   * @param domains an array of all domains that the facts may be of, as SQL
   * @param facts what happened: of {@link #customers}, {@link #messages} and {@link #answers}
   */
  static String tell(String domains, String... facts) {
    return """
        INSERT INTO webhook_delivery (domain_id, webhook_id, event_type, subject, outcome)
        SELECT fact.domain_id, told.id, fact.event_type, fact.subject, fact.outcome
        FROM (
          %s
        ) AS fact (domain_id, event_type, subject, outcome)
        CROSS JOIN LATERAL (
          SELECT id FROM webhook
          WHERE domain_id = fact.domain_id AND enabled AND fact.event_type = ANY (events)
          OFFSET 0
        ) AS told
        WHERE (SELECT true FROM webhook WHERE domain_id = ANY (%s) AND enabled LIMIT 1)
        ORDER BY told.id, fact.subject
        ON CONFLICT DO NOTHING
        """
        .formatted(String.join(" UNION ALL ", facts), domains);
  }

  /**
   * @param step gives the id and the domain_id of customers who were made
   */
  static String customers(String step) {
    return fact(WebhookEvents.CUSTOMER_CREATED, step, "''::text");
  }

  /**
   * @param step gives the id and the domain_id of visitors' messages that are stored
   */
  static String messages(String step) {
    return fact(WebhookEvents.MESSAGE_STORED, step, "''::text");
  }

  /**
   * @param step gives the id, the domain_id and the status of answers that are over
   */
  static String answers(String step) {
    return fact(WebhookEvents.ANSWER_COMPLETED, step, "status");
  }

  private static String fact(String event, String step, String outcome) {
    return "SELECT domain_id, '%s'::text, id, %s FROM %s".formatted(event, outcome, step);
  }
}
