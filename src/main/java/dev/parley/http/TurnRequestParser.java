package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads a {@link TurnRequest} in one pass over its bytes. Fields that it does not know, and {@code
 * chat}, are skipped while parsing. One object reads one body.
 */
final class TurnRequestParser {

  private static final String DOMAIN_ID = "domainId";
  private static final int MAX_DEPTH = 32;
  private static final JsonBody JSON = new JsonBody(MAX_DEPTH);

  private String domainId;
  private String message;
  private String anonymousId;
  private String messageId;
  private final ProofFields proof = new ProofFields();

  private TurnRequestParser() {}

  /**
   * @throws InvalidFieldException when a field breaks its rule; {@code body} stands for the whole
   */
  static TurnRequest parse(Buffer body) {
    TurnRequestParser parser = new TurnRequestParser();
    JSON.read(body, parser::field);
    return parser.request();
  }

  /** The tenant of a body that is not well, as far as it can be told. */
  static Optional<UUID> domainId(Buffer body) {
    TurnRequestParser parser = new TurnRequestParser();
    try {
      JSON.read(body, parser::onlyDomainId);
      return Optional.of(Uuids.parse(DOMAIN_ID, JsonBody.required(DOMAIN_ID, parser.domainId)));
    } catch (InvalidFieldException nobodyKnows) {
      return Optional.empty();
    }
  }

  private void onlyDomainId(JsonParser json, String name) throws IOException {
    if (name.equals(DOMAIN_ID)) {
      domainId = JsonBody.text(json, name, domainId);
    } else {
      json.skipChildren();
    }
  }

  private void field(JsonParser json, String name) throws IOException {
    switch (name) {
      case DOMAIN_ID -> domainId = JsonBody.text(json, name, domainId);
      case "message" -> message = JsonBody.text(json, name, message);
      case "anonymousId" -> anonymousId = JsonBody.optionalText(json, name, anonymousId);
      case "messageId" -> messageId = JsonBody.optionalText(json, name, messageId);
      default -> {
        if (!proof.read(json, name)) {
          json.skipChildren();
        }
      }
    }
  }

  private TurnRequest request() {
    return new TurnRequest(
        Uuids.parse(DOMAIN_ID, JsonBody.required(DOMAIN_ID, domainId)),
        JsonBody.required("message", message),
        Optional.ofNullable(anonymousId).map(VisitorSecret::new),
        Optional.ofNullable(messageId),
        proof.proof());
  }
}
