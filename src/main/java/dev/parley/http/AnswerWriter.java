package dev.parley.http;

import dev.parley.bus.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * Writes one answer into its response, no faster than the client reads: while the response's queue
 * is full the answer is paused, and what is missed comes later as one piece. A client that goes
 * away leaves the answer; the bot finishes it all the same.
 */
final class AnswerWriter {

  /** What a writer needs of its surroundings. */
  record Surroundings(OpenTurns turns, HttpMetrics metrics) {}

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Answer answer;
  private final AnswerFormat format;
  private final Surroundings around;
  private final long begun;
  private final Promise<Void> over = Promise.promise();

  private int offset;
  private long lastWrite;
  private boolean done;

  /**
   * @param begun when the turn began, as {@link System#nanoTime()}
   */
  AnswerWriter(
      HttpServerRequest request,
      Answer answer,
      AnswerFormat format,
      Surroundings around,
      long begun) {
    this.request = request;
    this.response = request.response();
    this.answer = answer;
    this.format = format;
    this.around = around;
    this.begun = begun;
  }

  /** Completes when the response has ended, or the client is gone. */
  Future<Void> write() {
    if (response.closed()) {
      answer.leave();
      return Future.succeededFuture();
    }
    around.turns().writing(this);
    lastWrite = System.nanoTime();
    response.drainHandler(drained -> answer.resume());
    response.closeHandler(closed -> gone());
    response.exceptionHandler(broken -> gone());
    answer.handler(this::text).endHandler(all -> end()).exceptionHandler(this::brokenOff).resume();
    return over.future();
  }

  /** Now and then: the headers of a slow answer are not held back, and silence is broken. */
  void tick(long now, long keepAliveNanos) {
    if (done || response.writeQueueFull()) {
      return;
    }
    if (now - lastWrite > keepAliveNanos) {
      format.keepAlive().ifPresent(this::send);
    } else if (!response.headWritten()) {
      prepareHead();
      response.writeHead();
    }
  }

  private void text(String text) {
    if (offset == 0) {
      around.metrics().firstChunkAfter(System.nanoTime() - begun);
    }
    format.write(text, offset, this::send);
    offset += text.length();
    if (response.writeQueueFull()) {
      answer.pause();
    }
  }

  private void send(Buffer piece) {
    if (done) {
      return; // the client went away while a piece was written
    }
    prepareHead();
    lastWrite = System.nanoTime();
    response.write(piece);
  }

  private void end() {
    prepareHead();
    Future<Void> sent = format.end().map(response::end).orElseGet(response::end);
    finish(isOld() ? sent.eventually(() -> request.connection().close()) : sent);
  }

  /**
   * Also before the first word: the visitor's message is stored, so he is not told that it was not,
   * by a status that asks him to send it again.
   */
  private void brokenOff(Throwable cause) {
    prepareHead();
    Optional<Buffer> mark = format.brokenOff();
    if (mark.isPresent()) {
      finish(response.end(mark.get()));
    } else {
      finish(sendHead().eventually(() -> request.connection().close()));
    }
  }

  private Future<Void> sendHead() {
    return response.headWritten() ? Future.succeededFuture() : response.writeHead();
  }

  private void gone() {
    if (!done) {
      answer.leave();
      finish(Future.succeededFuture());
    }
  }

  private void finish(Future<Void> sent) {
    done = true;
    around.turns().written(this);
    sent.onComplete(whatever -> over.tryComplete());
  }

  private void prepareHead() {
    if (response.headWritten()) {
      return;
    }
    response.setChunked(true);
    response.putHeader("Content-Type", format.contentType());
    response.putHeader("Cache-Control", "no-cache, no-transform");
    response.putHeader("X-Accel-Buffering", "no");
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Parley-Turn", answer.turn().turnId().toString());
    if (isOld()) {
      response.putHeader("Connection", "close");
    }
  }

  /** HTTP/1.0 has no chunks: there the connection's end is the answer's. */
  private boolean isOld() {
    return request.version() == HttpVersion.HTTP_1_0;
  }
}
