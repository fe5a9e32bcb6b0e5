package dev.parley.bus;

import java.util.Locale;
import java.util.Optional;

/** Who answers for a domain. */
public enum BotKind {
  /** Answers from the domain's own knowledge base. */
  KNOWLEDGE,
  /** Answers by a language model, with the best passages of the knowledge base before it. */
  MODEL,
  /** Says one fixed text: an away message. */
  FIXED;

  /** The name in the database and in JSON: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name. */
  public static Optional<BotKind> named(String label) {
    for (BotKind kind : values()) {
      if (kind.label().equals(label)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
