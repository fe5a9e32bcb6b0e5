package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TurnRequestParserTest {

  private static final String ID = "11111111-1111-4111-8111-111111111111";
  private static final String DOMAIN = "\"domainId\":\"" + ID + "\"";

  private static TurnRequest parse(String body) {
    return TurnRequestParser.parse(Buffer.buffer(body));
  }

  private static String with(String fields) {
    return "{" + DOMAIN + ",\"message\":\"Hi\"," + fields + "}";
  }

  @Test
  @DisplayName("all fields are read; chat and unknown fields are skipped, whatever they hold")
  void allFields() {
    TurnRequest read =
        parse(
            with(
                """
                "anonymousId":"a","messageId":"m","chat":[{"role":"user","content":"x"},[1]],
                "other":{"message":"not this one"}"""));

    assertThat(read.domainId()).isEqualTo(UUID.fromString(ID));
    assertThat(read.message()).isEqualTo("Hi");
    assertThat(read.visitor().orElseThrow().value()).isEqualTo("a");
    assertThat(read.messageId()).contains("m");
  }

  @Test
  @DisplayName("what is optional may be missing or null")
  void optionalFields() {
    TurnRequest read = parse(with("\"anonymousId\":null,\"messageId\":null"));

    assertThat(read.visitor()).isEmpty();
    assertThat(read.messageId()).isEqualTo(Optional.empty());
  }

  static Stream<Arguments> refused() {
    String deep = "[".repeat(40) + "]".repeat(40);
    return Stream.of(
        Arguments.of("domainId", "{\"message\":\"Hi\"}"),
        Arguments.of("domainId", "{\"domainId\":\"1-1-1-1-1\",\"message\":\"Hi\"}"),
        Arguments.of("domainId", "{\"domainId\":\"" + ID + " \",\"message\":\"Hi\"}"),
        Arguments.of("domainId", "{\"domainId\":5,\"message\":\"Hi\"}"),
        Arguments.of("domainId", "{\"domainId\":null,\"message\":\"Hi\"}"),
        Arguments.of("domainId", "{" + DOMAIN + "," + DOMAIN + ",\"message\":\"Hi\"}"),
        Arguments.of("message", "{" + DOMAIN + "}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\"\"}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\" \\n\\t\"}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":[\"Hi\"]}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\"" + "x".repeat(4001) + "\"}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\"a\\u0000b\"}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\"a\\ud800b\"}"),
        Arguments.of("message", "{" + DOMAIN + ",\"message\":\"\\udc00\"}"),
        Arguments.of("message", with("\"message\":\"again\"")),
        Arguments.of("anonymousId", with("\"anonymousId\":\"\"")),
        Arguments.of("anonymousId", with("\"anonymousId\":\"" + "x".repeat(129) + "\"")),
        Arguments.of("anonymousId", with("\"anonymousId\":1")),
        Arguments.of("messageId", with("\"messageId\":\"" + "x".repeat(129) + "\"")),
        Arguments.of("messageId", with("\"messageId\":true")),
        Arguments.of("body", ""),
        Arguments.of("body", "null"),
        Arguments.of("body", "[" + with("\"x\":1") + "]"),
        Arguments.of("body", "message=Hi"),
        Arguments.of("body", with("\"x\":1") + "x"),
        Arguments.of("body", with("\"x\":1") + "{}"),
        Arguments.of("body", "{" + DOMAIN),
        Arguments.of("body", with("\"chat\":" + deep)),
        Arguments.of("body", with("\"x\":" + "1".repeat(200))));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("what breaks a rule is refused, and its field is named")
  void refuses(String field, String body) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> parse(body))
        .satisfies(refusal -> assertThat(refusal.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @MethodSource("invalidUtf8")
  @DisplayName("bytes that are no UTF-8 are refused, in fields that are skipped too")
  void invalidUtf8(byte[] bytes) {
    Buffer body =
        Buffer.buffer("{" + DOMAIN + ",\"message\":\"Hi\",\"x\":\"")
            .appendBytes(bytes)
            .appendString("\"}");
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> TurnRequestParser.parse(body))
        .withMessage("body must be UTF-8");
  }

  static Stream<byte[]> invalidUtf8() {
    return Stream.of(
        new byte[] {(byte) 0xff},
        new byte[] {(byte) 0xc3},
        new byte[] {(byte) 0xc0, (byte) 0xaf}, // '/' in two bytes
        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // half a surrogate pair
        new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd, (byte) 0xff}, // behind a true U+FFFD
        "é".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  @DisplayName("the character that stands for what is no UTF-8 is a character as any other")
  void replacementCharacter() {
    String body = "{" + DOMAIN + ",\"message\":\"a\ufffdb\"}";
    assertThat(parse(body).message()).isEqualTo("a\ufffdb");
  }
}
