package dev.parley.http;

import java.time.Duration;

/** What may run out, and what is said to whom it did. */
enum Limit {
  VISITOR("visitor", "You write too fast."),
  VISITOR_TOKENS("visitor_tokens", "Your answers were long of late."),
  IP("ip", "Too much is written from your address."),
  IP_TOKENS("ip_tokens", "The answers to your address were long of late."),
  IP_REQUESTS("ip_requests", "Too many requests come from your address."),
  IP_CODES("ip_codes", "Too many codes were asked for from your address."),
  MAILBOX("mailbox", "Too many codes were mailed to this address."),
  DOMAIN("domain", "Too much is written to this domain."),
  DOMAIN_TOKENS("domain_tokens", "The answers of this domain were long of late."),
  VISITOR_STREAMS("visitor_streams", "You hear too many answers at once."),
  VISITOR_PAGES("visitor_pages", "You read too many pages at once."),
  IP_STREAMS("ip_streams", "Too many answers go to your address at once."),
  STREAMS("streams", "Too many answers are heard at once.");

  private final String label;
  private final String text;

  Limit(String label, String text) {
    this.label = label;
    this.text = text;
  }

  /** As the metrics name it. */
  String label() {
    return label;
  }

  /** 503 where it is the server that has no more, else 429. */
  Problem problem(Duration wait) {
    return Problem.retry(this == STREAMS ? 503 : 429, wait, text + " Try again later.");
  }
}
