package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Source;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The text itself, and nothing else: a failure shows by a connection that closes before the last
 * chunk. (Not to a client of HTTP/1.0, which knows no chunks.)
 */
final class PlainTextFormat implements AnswerFormat {

  private static final CharSequence CONTENT_TYPE =
      HttpHeaders.createOptimized("text/plain; charset=utf-8");

  @Override
  public CharSequence contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public void write(String text, int offset, Consumer<Buffer> out) {
    out.accept(Buffer.buffer(text));
  }

  @Override
  public List<Buffer> end(AnswerStatus status, List<Source> sources, int length) {
    return List.of();
  }

  @Override
  public List<Buffer> brokenOff() {
    return List.of();
  }

  @Override
  public Optional<Buffer> keepAlive() {
    return Optional.empty();
  }
}
