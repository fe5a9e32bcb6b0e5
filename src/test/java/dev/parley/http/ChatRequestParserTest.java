package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bus.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatRequestParserTest {

  private static final String HI =
      "{\"id\":\"m\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}";

  private static ChatRequest parse(String body) {
    return ChatRequestParser.parse(Buffer.buffer(body));
  }

  private static String chat(String messages, String more) {
    return "{\"id\":\"c\",\"messages\":" + messages + more + "}";
  }

  private static String user(String parts) {
    return "[{\"id\":\"m\",\"role\":\"user\",\"parts\":" + parts + "}]";
  }

  private static String text(String text) {
    return user("[{\"type\":\"text\",\"text\":\"" + text + "\"}]");
  }

  @Test
  @DisplayName("of a chat the last message is read; its texts are joined, all else is skipped")
  void lastMessage() {
    ChatRequest read =
        parse(
            """
            {"trigger":"submit-message","other":{"id":[1]},"messages":[
              {"id":"m1","role":"user","parts":[{"type":"text","text":"First"}]},
              {"id":"m2","role":"assistant","metadata":null,"parts":[
                {"type":"step-start"},{"type":"tool-x","input":{"text":"no","type":"text"}},
                {"type":"text","text":"Answer","state":"done"}]},
              5, null, ["x"],
              {"parts":[{"text":"One","type":"text"},{"type":"file","url":"data:,x"},
                {"type":"text","text":"Two"},"x",{"type":"text"}],
               "metadata":{"a":[{}]},"role":"user","id":"m3"}
            ],"id":"c"}""");

    assertThat(read.message()).isEqualTo("One\nTwo\n");
    assertThat(read.chat()).isEqualTo(new ChatKey("c", "m3"));
    assertThat(read.purpose()).isEqualTo(ChatRequest.Purpose.SUBMIT);
  }

  @Test
  @DisplayName("what the visitor wants stands in trigger and messageId")
  void purpose() {
    String hi = "[" + HI + "]";
    assertThat(parse(chat(hi, "")).purpose()).isEqualTo(ChatRequest.Purpose.SUBMIT);
    assertThat(parse(chat(hi, ",\"trigger\":null,\"messageId\":null")).purpose())
        .isEqualTo(ChatRequest.Purpose.SUBMIT);
    assertThat(parse(chat(hi, ",\"trigger\":\"submit-message\",\"messageId\":\"m\"")).purpose())
        .isEqualTo(ChatRequest.Purpose.EDIT);
    assertThat(parse(chat(hi, ",\"trigger\":\"regenerate-message\"")).purpose())
        .isEqualTo(ChatRequest.Purpose.REGENERATE);
  }

  @Test
  @DisplayName("what tools were given may be nested deep, but not without end")
  void depth() {
    String deep = "[".repeat(150) + "]".repeat(150);
    assertThat(parse(chat("[{\"parts\":" + deep + "}," + HI + "]", "")).message()).isEqualTo("Hi");
  }

  static Stream<Arguments> refused() {
    String hi = "[" + HI + "]";
    String endless = "[".repeat(5000) + "]".repeat(5000);
    return Stream.of(
        Arguments.of("id", "{\"messages\":" + hi + "}"),
        Arguments.of("id", "{\"id\":1,\"messages\":" + hi + "}"),
        Arguments.of("id", "{\"id\":\"\",\"messages\":" + hi + "}"),
        Arguments.of("id", "{\"id\":\"" + "x".repeat(129) + "\",\"messages\":" + hi + "}"),
        Arguments.of("id", "{\"id\":\"a\\u0000\",\"messages\":" + hi + "}"),
        Arguments.of("messages", "{\"id\":\"c\"}"),
        Arguments.of("messages", chat("{}", "")),
        Arguments.of("messages", chat("null", "")),
        Arguments.of("messages", chat("[]", "")),
        Arguments.of("messages", chat("[null]", "")),
        Arguments.of("messages", chat("[" + HI + ",{\"role\":\"assistant\",\"id\":\"a\"}]", "")),
        Arguments.of("messages", chat("[{\"id\":\"m\",\"role\":\"user\"}]", "")),
        Arguments.of("messages", chat("[{\"id\":\"m\",\"role\":\"user\",\"parts\":\"Hi\"}]", "")),
        Arguments.of("messages", chat(user("[]"), "")),
        Arguments.of("messages", chat(text(""), "")),
        Arguments.of("messages", chat(text(" \\n"), "")),
        Arguments.of("messages", chat(text("x".repeat(4001)), "")),
        Arguments.of("messages", chat(text("a\\ud800"), "")),
        Arguments.of("messages", chat(hi.replace("\"id\":\"m\",", ""), "")),
        Arguments.of("messages", chat(hi.replace("\"m\"", "\"" + "x".repeat(129) + "\""), "")),
        Arguments.of("messages", chat(hi, ",\"messages\":[]")),
        Arguments.of("trigger", chat(hi, ",\"trigger\":\"explode\"")),
        Arguments.of("trigger", chat(hi, ",\"trigger\":5")),
        Arguments.of("body", chat("[" + endless + "," + HI + "]", "")),
        Arguments.of("body", "[]"),
        Arguments.of("body", chat("[" + HI, "")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("what breaks a rule is refused, and its field is named")
  void refuses(String field, String body) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> parse(body))
        .satisfies(refusal -> assertThat(refusal.field()).isEqualTo(field));
  }
}
