package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/** How an answer is written. Without state: one object serves all. */
interface AnswerFormat {

  /** For the response's header. */
  String contentType();

  /**
   * Writes a piece of the answer; each buffer that it hands out is to be one write.
   *
   * @param text never empty
   * @param offset where the piece begins in the answer, in UTF-16 units
   */
  void write(String text, int offset, Consumer<Buffer> out);

  /** What is written when all was said. */
  Optional<Buffer> end();

  /** What is written when the answer broke off; empty closes the connection, so that it shows. */
  Optional<Buffer> brokenOff();

  /** A sign of life, where the format has one. */
  Optional<Buffer> keepAlive();
}
