package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The body of a request of a visitor's that is no turn: his domain, his secret, and some texts.
 * Unknown fields are skipped.
 */
final class VisitorBody {

  private static final int MAX_DEPTH = 32;
  private static final JsonBody JSON = new JsonBody(MAX_DEPTH);

  private static final String DOMAIN = "domainId";
  private static final String VISITOR = "anonymousId";

  private final Set<String> names;
  private final Map<String, String> texts = new HashMap<>();

  private VisitorBody(Set<String> names) {
    this.names = names;
  }

  /**
   * Reads it.
   *
   * @param names the texts that are wanted beside domain and secret
   * @throws InvalidFieldException when it is no JSON object, or one of these is no text
   */
  static VisitorBody read(Buffer body, Set<String> names) {
    VisitorBody read = new VisitorBody(names);
    JSON.read(body, read::field);
    return read;
  }

  private void field(JsonParser json, String name) throws IOException {
    if (name.equals(DOMAIN) || name.equals(VISITOR) || names.contains(name)) {
      String text = JsonBody.optionalText(json, name, texts.get(name));
      if (text != null) {
        texts.put(name, text);
      }
    } else {
      json.skipChildren();
    }
  }

  /**
   * @throws InvalidFieldException when it is missing, or no UUID
   */
  UUID domainId() {
    return Uuids.parse(DOMAIN, text(DOMAIN));
  }

  /**
   * @throws InvalidFieldException when it is missing
   */
  String text(String name) {
    return JsonBody.required(name, texts.get(name));
  }

  /**
   * Who asks: in the body or in the header, and in both the same.
   *
   * @return empty when nobody said
   */
  Optional<VisitorSecret> visitor(HttpServerRequest request) {
    return Visitors.said(
        Optional.ofNullable(texts.get(VISITOR)).map(VisitorSecret::new), Visitors.header(request));
  }

  /**
   * The same, of one who has to say.
   *
   * @throws InvalidFieldException when he does not
   */
  VisitorSecret knownVisitor(HttpServerRequest request) {
    return visitor(request).orElseThrow(() -> new InvalidFieldException(VISITOR, "is missing"));
  }
}
