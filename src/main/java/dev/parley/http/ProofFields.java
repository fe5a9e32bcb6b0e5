package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.bus.Proof;
import java.io.IOException;
import java.util.Optional;

/**
 * The fields of a body by which a site vouches for its visitor, while the body is read. What is no
 * string, or there twice, is read as an empty text, which proves nothing: so a proof is refused in
 * one way, whatever is wrong with it. One object reads one body.
 */
final class ProofFields {

  private static final String MALFORMED = "";

  private String email;
  private String userHash;
  private String userToken;

  /** Reads a field's value, if it is one of these. */
  boolean read(JsonParser json, String name) throws IOException {
    switch (name) {
      case "email" -> email = text(json, email);
      case "userHash" -> userHash = text(json, userHash);
      case "userToken" -> userToken = text(json, userToken);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** JavaScript says {@code null} for what is not there. */
  private static String text(JsonParser json, String before) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return before;
    }
    if (json.currentToken() == JsonToken.VALUE_STRING && before == null) {
      return json.getText();
    }
    json.skipChildren();
    return MALFORMED;
  }

  /** Empty when none of them was there. */
  Optional<Proof> proof() {
    if (email == null && userHash == null && userToken == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Proof(
            Optional.ofNullable(email),
            Optional.ofNullable(userHash),
            Optional.ofNullable(userToken)));
  }
}
