package dev.parley.http;

import dev.parley.bus.InvalidFieldException;
import java.util.UUID;

/** Reads UUIDs as RFC 9562 writes them; {@link UUID#fromString} takes much that is none. */
final class Uuids {

  private Uuids() {}

  /**
   * @throws InvalidFieldException when the text is no UUID of 36 characters
   */
  static UUID parse(String field, String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException notOne) {
      // said below
    }
    throw new InvalidFieldException(field, "must be a UUID");
  }
}
