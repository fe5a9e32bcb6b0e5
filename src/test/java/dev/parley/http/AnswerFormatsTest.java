package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFormatsTest {

  @ParameterizedTest
  @EmptySource
  @ValueSource(
      strings = {
        "*/*",
        "text/event-stream",
        "text/*",
        "TEXT/Event-Stream; charset=utf-8",
        "application/json, text/plain, */*",
        "text/plain;q=0.5, text/event-stream",
        "text/plain;q=0, */*;q=0.1"
      })
  @DisplayName("the event stream is what whoever does not mind gets")
  void eventStream(String accept) {
    assertThat(AnswerFormats.acceptable(accept)).isInstanceOf(EventStreamFormat.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain, */*;q=0.8",
        "text/event-stream;q=0.2, text/plain;q=0.3",
        "text/event-stream;q=0, text/*"
      })
  @DisplayName("plain text is for whoever prefers it")
  void plainText(String accept) {
    assertThat(AnswerFormats.acceptable(accept)).isInstanceOf(PlainTextFormat.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "*/*;q=0", ";", ","})
  @DisplayName("what we do not have is not acceptable")
  void notAcceptable(String accept) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> AnswerFormats.acceptable(accept))
        .satisfies(refusal -> assertThat(refusal.problem().status()).isEqualTo(406));
  }
}
