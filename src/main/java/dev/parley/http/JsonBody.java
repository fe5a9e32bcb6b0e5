package dev.parley.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.parley.bus.InvalidFieldException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * How a visitor's body is read: a JSON object (RFC 8259), in one pass over it, within bounds.
 * Thread-safe.
 */
final class JsonBody {

  /** Reads one field's value, or skips it; leaves the parser at the value's last token. */
  interface Field {
    void read(JsonParser json, String name) throws IOException;
  }

  private static final int MAX_NUMBER_LENGTH = 100;

  /** Longer strings than any field may have: the body's bound holds them. */
  private static final int MAX_STRING_LENGTH = 1 << 20;

  private final JsonFactory factory;

  /**
   * @param maxDepth how deep a body may be nested, in what is skipped too
   */
  JsonBody(int maxDepth) {
    factory =
        JsonFactory.builder()
            // Names are the sender's choice: in a table of them he makes as many collide as he
            // likes.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();
  }

  /**
   * Reads a body's fields.
   *
   * @throws InvalidFieldException when the body is no such object; its field is {@code body}, for
   *     the whole
   */
  void read(Buffer body, Field field) {
    // Characters, since of bytes Jackson reads no name without its table.
    try (JsonParser json = factory.createParser(decoded(body.getBytes()))) {
      json.nextToken();
      object(json, field);
      if (json.nextToken() != null) {
        throw new InvalidFieldException("body", "must end with its JSON object");
      }
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
  }

  /** RFC 8259: UTF-8 and nothing else. */
  private static String decoded(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // What is malformed has become this character. It may also have been sent: the bytes tell.
    boolean isDoubtful = text.indexOf('\ufffd') >= 0;
    if (isDoubtful && !ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8)) {
      throw new InvalidFieldException("body", "must be UTF-8");
    }
    return text;
  }

  private static void object(JsonParser json, Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidFieldException("body", "must be a JSON object");
    }
    fields(json, field);
  }

  /** Reads the fields of an object that the parser is at the beginning of. */
  static void fields(JsonParser json, Field field) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      field.read(json, name);
    }
  }

  /** JavaScript says {@code null} for what is not there. */
  static String optionalText(JsonParser json, String name, String before) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL ? before : text(json, name, before);
  }

  /**
   * A string that is there once.
   *
   * @param before what the field was before; {@code null} when it was not there
   */
  static String text(JsonParser json, String name, String before) throws IOException {
    if (before != null) {
      throw new InvalidFieldException(name, "must be there once");
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new InvalidFieldException(name, "must be a string");
    }
    return json.getText();
  }

  static String required(String name, String value) {
    if (value == null) {
      throw new InvalidFieldException(name, "is missing");
    }
    return value;
  }
}
