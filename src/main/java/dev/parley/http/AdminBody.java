package dev.parley.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the admin routes read bodies: to the letter, so that what an operator meant to set and
 * misspelt is told to him.
 */
final class AdminBody {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final int LONGEST_FIELD = 100;

  private AdminBody() {}

  /**
   * A body as the record that it is to be.
   *
   * @throws InvalidFieldException when it is none, with the field that is unknown or of a wrong
   *     type
   */
  static <T> T read(Buffer body, Class<T> type) {
    try {
      T value = JSON.readValue(utf8(body), type);
      if (value != null) {
        return value;
      }
    } catch (UnrecognizedPropertyException unknown) {
      throw new InvalidFieldException(field(unknown), "is not known");
    } catch (JsonMappingException wrong) {
      if (!field(wrong).isEmpty()) {
        throw new InvalidFieldException(field(wrong), "is of a wrong type");
      }
    } catch (JsonProcessingException malformed) {
      // said below
    }
    throw new InvalidFieldException("body", "must be a JSON object");
  }

  /**
   * A field that a body must have.
   *
   * @throws InvalidFieldException when it has not
   */
  static <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(() -> new InvalidFieldException(name, "is missing"));
  }

  /** Such as {@code limits.visitorBurst}; not all of it when it is endless. */
  private static String field(JsonMappingException failure) {
    String path =
        failure.getPath().stream()
            .map(Reference::getFieldName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return path.substring(0, Math.min(path.length(), LONGEST_FIELD));
  }

  /**
   * A body as text.
   *
   * @throws InvalidFieldException when it is not UTF-8
   */
  static String utf8(Buffer body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidFieldException("body", "must be UTF-8");
    }
  }
}
