package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * How an answer is written. Each buffer that it hands out is to be one write. Without state: one
 * object serves all.
 */
interface AnswerFormat {

  /** For the response's header. */
  CharSequence contentType();

  /** What the response's header bears beside. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** What is written before the first piece, or before the end when there is none. */
  default List<Buffer> opening(UUID turnId) {
    return List.of();
  }

  /**
   * How much of a piece is written at once, before the client is given a moment to read it.
   *
   * @param text never empty
   * @return 1 or more UTF-16 units; never half a surrogate pair
   */
  default int portion(String text) {
    return text.length();
  }

  /**
   * Writes a piece of the answer.
   *
   * @param text never empty
   * @param offset where the piece begins in the answer, in UTF-16 units
   */
  void write(String text, int offset, Consumer<Buffer> out);

  /**
   * What is written when the answer is over.
   *
   * @param status one that {@linkplain AnswerStatus#endsWell() ends well}
   * @param sources what the answer rests on
   * @param length of the answer, in UTF-16 units
   */
  List<Buffer> end(AnswerStatus status, List<Source> sources, int length);

  /** What is written when the answer broke off; nothing closes the connection, so that it shows. */
  List<Buffer> brokenOff();

  /** A sign of life, where the format has one. */
  Optional<Buffer> keepAlive();
}
