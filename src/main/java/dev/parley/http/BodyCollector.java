package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Optional;

/**
 * Collects the bodies of requests, whatever their content type says: each within a bound, and all
 * that are under way within their {@link BodyMemory}. How long one may take, {@link Connections}
 * say. Belongs to one event loop.
 */
final class BodyCollector {

  private static final Problem LATE = Problem.of(408, "The body took too long.");

  private static final Buffer NOTHING = Buffer.buffer();

  private final int maxBytes;
  private final BodyMemory memory;

  /**
   * @param maxBytes the largest body
   * @param memory what all of them may take
   */
  BodyCollector(int maxBytes, BodyMemory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /**
   * The whole body. Fails with a {@link ProblemException}: 400, 408, 413, 415 or 503. To be called
   * while the request's handler runs.
   */
  Future<Buffer> collect(HttpServerRequest request) {
    if (isEncoded(request) || isMultipart(request)) {
      return Future.failedFuture(
          Problem.of(415, "The body must be plain JSON, neither multipart nor encoded.")
              .asException());
    }
    long declared = declaredLength(request);
    if (declared > maxBytes) {
      return Future.failedFuture(tooLarge());
    }
    if (waitsToContinue(request)) {
      request.response().writeContinue();
    }
    return new Collecting(request, declared).begin();
  }

  /** HTTP/1.0 knows of no such thing (RFC 9110, section 10.1.1). */
  private static boolean waitsToContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader("Expect"))
        && request.version() != HttpVersion.HTTP_1_0;
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

  /** One body under way. */
  private final class Collecting {

    /** The smallest buffer that grows. */
    private static final int LEAST_CAPACITY = 64;

    private final HttpServerRequest request;
    private final WatchedConnection connection;
    private final long declared;
    private Optional<Promise<Buffer>> waiting = Optional.of(Promise.promise());
    private Buffer received = NOTHING;
    private int pieces;
    private int taken;

    /**
     * @param declared its length, in bytes; 0 when nobody said
     */
    Collecting(HttpServerRequest request, long declared) {
      this.request = request;
      this.connection = WatchedConnection.of(request);
      this.declared = declared;
    }

    Future<Buffer> begin() {
      connection.onLateBody(() -> fail(LATE.asException()));
      request.handler(this::receive);
      request.exceptionHandler(broken -> breakOff());
      request.endHandler(all -> handOver());
      return waiting.orElseThrow().future();
    }

    private void receive(Buffer piece) {
      if (waiting.isEmpty()) {
        return;
      }
      int length = received.length() + piece.length();
      if (length > maxBytes) {
        fail(tooLarge());
      } else if (isWhole(piece) || take(length)) {
        append(piece);
      } else {
        fail(Problems.OVERLOADED.asException());
      }
    }

    /** Nearly every body is one piece: it is handed over at once, so nobody needs to count it. */
    private boolean isWhole(Buffer piece) {
      return pieces == 0 && piece.length() == declared;
    }

    /** By the capacity of a buffer that grows, which doubles, and not by what is in it. */
    private boolean take(int length) {
      int capacity = Math.max(LEAST_CAPACITY, Integer.highestOneBit(length - 1) << 1);
      if (capacity > taken) {
        if (!memory.take(capacity - taken)) {
          return false;
        }
        taken = capacity;
      }
      return true;
    }

    private void append(Buffer piece) {
      pieces++;
      switch (pieces) {
        case 1 -> received = piece; // it needs no copy
        case 2 -> received = Buffer.buffer().appendBuffer(received).appendBuffer(piece);
        default -> received.appendBuffer(piece);
      }
    }

    private void handOver() {
      Buffer body = received;
      end().ifPresent(promise -> promise.complete(body));
    }

    /** Vert.x closes the connection after this, but drops what it has not sent; this sends it. */
    private void breakOff() {
      fail(brokenOff());
      request.connection().close();
    }

    private void fail(ProblemException cause) {
      end().ifPresent(promise -> promise.fail(cause));
    }

    /**
     * Lets all of it go: the request, which knows this, stays until its answer has left.
     *
     * @return whom to tell; empty when it was over before
     */
    private Optional<Promise<Buffer>> end() {
      Optional<Promise<Buffer>> told = waiting;
      if (told.isPresent()) {
        waiting = Optional.empty();
        connection.forgetLateBody();
        received = NOTHING;
      }
      if (taken > 0) {
        memory.giveBack(taken);
        taken = 0;
      }
      return told;
    }
  }
}
