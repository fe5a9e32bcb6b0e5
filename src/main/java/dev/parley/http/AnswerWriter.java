package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.AnswerStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Writes one answer into its response, no faster than the client reads: while the response's queue
 * is full the answer is paused, and what is missed comes later as one piece. So it is while a piece
 * is written that is too large to be written at once. A client that goes away leaves the answer;
 * the bot finishes it all the same.
 */
final class AnswerWriter {

  /** What a writer needs of its surroundings. */
  record Surroundings(OpenTurns turns, HttpMetrics metrics) {}

  private final AnswerHead head;
  private final HttpServerResponse response;
  private final Answer answer;
  private final AnswerFormat format;
  private final Surroundings around;
  private final long begun;
  private final Promise<Void> over = Promise.promise();

  /** Where the next piece begins; known once it is opened. */
  private int offset;

  private String unwritten = "";
  private boolean waiting;
  private boolean opened;
  private long lastWrite;
  private boolean done;

  /**
   * @param begun when the request came, as {@link System#nanoTime()}
   */
  AnswerWriter(AnswerHead head, Surroundings around, long begun) {
    this.head = head;
    this.response = head.request().response();
    this.answer = head.answer();
    this.format = head.format();
    this.around = around;
    this.begun = begun;
  }

  /** Completes when the response has ended, or the client is gone. */
  Future<Void> write() {
    if (response.closed()) {
      answer.leave();
      return Future.succeededFuture();
    }
    if (format.keepAlive().isEmpty()) {
      WatchedConnection.of(head.request()).letAnswerBeSilent();
    }
    around.turns().writing(this);
    lastWrite = System.nanoTime();
    response.drainHandler(drained -> goOn());
    response.closeHandler(closed -> gone());
    response.exceptionHandler(broken -> gone());
    answer.ended().onComplete(this::end, this::brokenOff);
    answer.handler(this::text).resume();
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
      head.prepare();
      response.writeHead();
    }
  }

  private void text(String text) {
    open();
    unwritten = text;
    answer.pause();
    goOn();
  }

  /** Writes what there is to write, and asks for more when that is nothing. */
  private void goOn() {
    if (done || waiting || response.writeQueueFull()) {
      return; // it is called again
    }
    if (unwritten.isEmpty()) {
      answer.resume();
      return;
    }
    int end = format.portion(unwritten);
    // A write may tell at once that the queue has drained, which must not begin the next one yet.
    waiting = true;
    format.write(unwritten.substring(0, end), offset, this::send);
    offset += end;
    unwritten = unwritten.substring(end);
    waiting = !unwritten.isEmpty();
    if (waiting) {
      around.turns().afterMoment(this::momentPassed);
    } else {
      goOn();
    }
  }

  private void momentPassed() {
    waiting = false;
    goOn();
  }

  private void open() {
    if (opened) {
      return;
    }
    opened = true;
    offset = answer.from();
    if (!answer.turn().repeated()) {
      around.metrics().firstChunkAfter(System.nanoTime() - begun);
    }
    format.opening(answer.turn().turnId()).forEach(this::send);
  }

  private void send(Buffer piece) {
    if (done) {
      return; // the client went away while a piece was written
    }
    head.prepare();
    lastWrite = System.nanoTime();
    response.write(piece);
  }

  private void end(AnswerStatus status) {
    if (done) {
      return;
    }
    open();
    finish(endWith(format.end(status, answer.sources(), offset)));
  }

  /**
   * Also before the first word: the visitor's message is stored, so he is not told that it was not,
   * by a status that asks him to send it again.
   */
  private void brokenOff(Throwable cause) {
    if (done) {
      return;
    }
    List<Buffer> marks = format.brokenOff();
    if (marks.isEmpty()) {
      head.prepare();
      finish(sendHead().eventually(() -> head.request().connection().close()));
    } else {
      finish(endWith(marks));
    }
  }

  /** Each mark is one write; the last one goes together with the response's own end. */
  private Future<Void> endWith(List<Buffer> marks) {
    head.prepare();
    int last = marks.size() - 1;
    marks.stream().limit(Math.max(0, last)).forEach(this::send);
    Future<Void> sent = last < 0 ? response.end() : response.end(marks.get(last));
    return head.endsWithConnection()
        ? sent.eventually(() -> head.request().connection().close())
        : sent;
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
}
