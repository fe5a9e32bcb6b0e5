package dev.parley.testing;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A message, and what its sender has got for it so far. Thread-safe. */
public final class Said {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String message;
  private final Promise<Said> begun = Promise.promise();
  private final Promise<Said> over = Promise.promise();

  /** Its bytes: a read may end within a character. */
  private final Buffer answer = Buffer.buffer();

  private HttpClientResponse response;
  private int cutAfter = Integer.MAX_VALUE;
  private boolean cut;

  Said(String message) {
    this.message = message;
  }

  /** Cuts the connection when so many chunks have come; what comes after them is not heard. */
  public synchronized Said cutAfter(int chunks) {
    cutAfter = chunks;
    cutWhenDue();
    return this;
  }

  private void cutWhenDue() {
    if (!cut && response != null && AnswerText.count(answer.toString()) >= cutAfter) {
      cut = true;
      response.request().connection().close();
    }
  }

  synchronized Future<Void> listen(HttpClientResponse begun) {
    response = begun;
    begun.handler(this::take);
    return begun.end();
  }

  private synchronized void take(Buffer chunk) {
    if (!cut) {
      answer.appendBuffer(chunk);
      begun.tryComplete(this);
      cutWhenDue();
    }
  }

  void end(AsyncResult<Void> how) {
    begun.tryFail("nothing came");
    over.complete(this);
  }

  /** What was said. */
  public String message() {
    return message;
  }

  /** Completes with the first byte that is heard; fails when nothing came until the end. */
  public Future<Said> begun() {
    return begun.future();
  }

  /** Completes when nothing more will come, be it for the worse. */
  public Future<Said> over() {
    return over.future();
  }

  /** Waits for that. */
  public Said await() {
    try {
      return over.future().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("still not over: " + this, e);
    }
  }

  /** 0 when there was no answer at all. */
  public synchronized int status() {
    return response == null ? 0 : response.statusCode();
  }

  /** A header of the answer, or an empty text. */
  public synchronized String header(String name) {
    String value = response == null ? "" : response.getHeader(name);
    return value == null ? "" : value;
  }

  /** The answer, byte for byte. */
  public synchronized String answer() {
    return answer.toString();
  }

  /** The text that was heard. */
  public String text() {
    return AnswerText.of(answer());
  }

  /** How far it was heard, as the next {@code Last-Event-ID}. */
  public int lastId() {
    return AnswerText.lastId(answer());
  }

  /** The turn that is answered, or an empty text. */
  public String turn() {
    return header("Parley-Turn");
  }

  /** Whether the first byte of an answer came: the server has promised to keep the message. */
  public synchronized boolean acknowledged() {
    return status() == 200 && answer.length() > 0;
  }

  /** Whether the whole answer came: the server has promised to keep it, too. */
  public synchronized boolean finished() {
    return status() == 200 && answer.toString().endsWith("data: [DONE]\n\n");
  }

  @Override
  public String toString() {
    return message + " → " + status() + " " + answer();
  }
}
