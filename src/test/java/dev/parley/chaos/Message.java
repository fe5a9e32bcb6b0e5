package dev.parley.chaos;

import java.util.Optional;
import java.util.UUID;

/**
 * What a visitor says, however often he has to say it.
 *
 * @param domain whom he says it to
 * @param visitor his secret
 * @param key by which it is known when it is said again; one visitor uses it for one message
 * @param text what he says, which nobody else ever says
 * @param email the address that he states in it as his own
 */
record Message(UUID domain, String visitor, String key, String text, Optional<String> email) {

  /** What is the same each time that it is said. */
  record Id(UUID domain, String visitor, String key) {

    @Override
    public String toString() {
      return visitor + "/" + key;
    }
  }

  Id id() {
    return new Id(domain, visitor, key);
  }
}
