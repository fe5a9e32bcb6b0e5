package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Collects the bodies of requests, whatever their content type says: within a bound, and within a
 * deadline that counts from the headers, so that nobody holds a connection by dripping a body. One
 * sweep watches all of them. Belongs to one event loop.
 */
final class BodyCollector {

  private final Vertx vertx;
  private final int maxBytes;
  private final long timeoutNanos;
  private final long sweepTimer;

  /** Those that are under way, oldest first, by a number: an object's own hash code is dear. */
  private final Map<Long, Collecting> underWay = new LinkedHashMap<>();

  private long lastNumber;

  BodyCollector(Vertx vertx, int maxBytes, Duration timeout) {
    this.vertx = vertx;
    this.maxBytes = maxBytes;
    this.timeoutNanos = timeout.toNanos();
    long every = Math.min(1_000, Math.max(10, timeout.toMillis() / 10));
    this.sweepTimer = vertx.setPeriodic(every, id -> sweep());
  }

  /**
   * The whole body. Fails with a {@link ProblemException}: 400, 408, 413 or 415. To be called while
   * the request's handler runs.
   */
  Future<Buffer> collect(HttpServerRequest request) {
    if (isEncoded(request) || isMultipart(request)) {
      return Future.failedFuture(
          Problem.of(415, "The body must be plain JSON, neither multipart nor encoded.")
              .asException());
    }
    if (declaredLength(request) > maxBytes) {
      return Future.failedFuture(tooLarge());
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    return new Collecting(request).begin();
  }

  void close() {
    vertx.cancelTimer(sweepTimer);
  }

  private static boolean isEncoded(HttpServerRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private static boolean isMultipart(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length); // HTTP's decoder let it pass: a number
  }

  private ProblemException tooLarge() {
    return Problem.of(413, "The body must be at most " + maxBytes + " bytes.").asException();
  }

  /** Either it is no HTTP, or its sender left; then nobody is there to read this. */
  private static ProblemException brokenOff() {
    return Problem.of(400, "The body broke off, or is no well-formed HTTP.").asException();
  }

  private void sweep() {
    long begunBefore = System.nanoTime() - timeoutNanos;
    for (Iterator<Collecting> oldest = underWay.values().iterator(); oldest.hasNext(); ) {
      Collecting collecting = oldest.next();
      if (collecting.begun - begunBefore > 0) {
        return;
      }
      oldest.remove();
      collecting.body.tryFail(Problem.of(408, "The body took too long.").asException());
    }
  }

  /** One body under way. */
  private final class Collecting {

    private final long number = ++lastNumber;
    private final HttpServerRequest request;
    private final Promise<Buffer> body = Promise.promise();
    private final long begun = System.nanoTime();
    private Buffer received = Buffer.buffer();
    private int pieces;

    Collecting(HttpServerRequest request) {
      this.request = request;
    }

    Future<Buffer> begin() {
      underWay.put(number, this);
      request.handler(this::receive);
      request.exceptionHandler(broken -> breakOff());
      request.endHandler(
          all -> {
            underWay.remove(number);
            body.tryComplete(received);
          });
      return body.future();
    }

    private void receive(Buffer piece) {
      if (received.length() + piece.length() > maxBytes) {
        fail(tooLarge());
        return;
      }
      pieces++;
      switch (pieces) {
        case 1 -> received = piece; // nearly every body arrives as one piece: it needs no copy
        case 2 -> received = Buffer.buffer().appendBuffer(received).appendBuffer(piece);
        default -> received.appendBuffer(piece);
      }
    }

    /** Vert.x closes the connection after this, but drops what it has not sent; this sends it. */
    private void breakOff() {
      fail(brokenOff());
      request.connection().close();
    }

    private void fail(ProblemException cause) {
      underWay.remove(number);
      received = Buffer.buffer();
      body.tryFail(cause);
    }
  }
}
