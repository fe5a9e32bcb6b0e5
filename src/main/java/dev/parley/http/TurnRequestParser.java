package dev.parley.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.VisitorSecret;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a {@link TurnRequest} in one pass over its bytes. Fields that it does not know, and {@code
 * chat}, are skipped while parsing. One object reads one body.
 */
final class TurnRequestParser {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 100;

  /** Longer strings than any field may have: the body's bound holds them. */
  private static final int MAX_STRING_LENGTH = 1 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // RFC 8259: UTF-8 and nothing else
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names are the sender's choice
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING_LENGTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private String domainId;
  private String message;
  private String anonymousId;
  private String messageId;

  private TurnRequestParser() {}

  /**
   * @throws InvalidFieldException when a field breaks its rule; {@code body} stands for the whole
   */
  static TurnRequest parse(Buffer body) {
    byte[] bytes = body.getBytes();
    if (!ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8)) {
      throw new InvalidFieldException("body", "must be UTF-8");
    }
    TurnRequestParser parser = new TurnRequestParser();
    try (JsonParser json = JSON.createParser(bytes)) {
      parser.read(json);
    } catch (StreamConstraintsException tooMuch) {
      throw new InvalidFieldException("body", "is nested too deep, or has too long a token");
    } catch (JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      String where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new InvalidFieldException("body", "must be well-formed JSON" + where);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no input that could fail
    }
    return parser.request();
  }

  private void read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidFieldException("body", "must be a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "domainId" -> domainId = text(json, name, domainId);
        case "message" -> message = text(json, name, message);
        case "anonymousId" -> anonymousId = optionalText(json, name, anonymousId);
        case "messageId" -> messageId = optionalText(json, name, messageId);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new InvalidFieldException("body", "must end with its JSON object");
    }
  }

  /** JavaScript says {@code null} for what is not there. */
  private static String optionalText(JsonParser json, String name, String before)
      throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL ? before : text(json, name, before);
  }

  private static String text(JsonParser json, String name, String before) throws IOException {
    if (before != null) {
      throw new InvalidFieldException(name, "must be there once");
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new InvalidFieldException(name, "must be a string");
    }
    return json.getText();
  }

  private TurnRequest request() {
    return new TurnRequest(
        Uuids.parse("domainId", required("domainId", domainId)),
        required("message", message),
        Optional.ofNullable(anonymousId).map(VisitorSecret::new),
        Optional.ofNullable(messageId));
  }

  private static String required(String name, String value) {
    if (value == null) {
      throw new InvalidFieldException(name, "is missing");
    }
    return value;
  }
}
