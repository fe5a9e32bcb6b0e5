package dev.parley.bus;

import java.util.Locale;

/** Who said a message. Set by the server alone, never by a client. */
public enum Role {
  /** The visitor. */
  USER,
  /** The bot. */
  ASSISTANT;

  /** The name in the database and in JSON: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
