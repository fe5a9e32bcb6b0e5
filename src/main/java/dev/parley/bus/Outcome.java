package dev.parley.bus;

import java.util.Locale;

/** How a turn came to its customer, or that it has none. */
public enum Outcome {
  /** Nobody knows who this is: no address so far. */
  ANONYMOUS,
  /** The visitor gave his address in an earlier message. */
  BOUND,
  /** The message gives an address, and its customer was there. */
  FOUND,
  /** The message gives an address, and this turn made its customer. */
  CREATED,
  /** The message gives an address, and a concurrent request made its customer first. */
  RACED;

  /** Whether the message itself gave the address. */
  public boolean byAddress() {
    return this == FOUND || this == CREATED || this == RACED;
  }

  /** The name in metrics and reports: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
