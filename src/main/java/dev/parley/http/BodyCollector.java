package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Collects the bodies of requests, whatever their content type says, within a bound. How long one
 * may take, {@link Connections} say. Belongs to one event loop.
 */
final class BodyCollector {

  private static final Problem LATE = Problem.of(408, "The body took too long.");

  private final int maxBytes;

  BodyCollector(int maxBytes) {
    this.maxBytes = maxBytes;
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

    private final HttpServerRequest request;
    private final WatchedConnection connection;
    private final Promise<Buffer> body = Promise.promise();
    private Buffer received = Buffer.buffer();
    private int pieces;

    Collecting(HttpServerRequest request) {
      this.request = request;
      this.connection = WatchedConnection.of(request);
    }

    Future<Buffer> begin() {
      connection.onLateBody(() -> fail(LATE.asException()));
      request.handler(this::receive);
      request.exceptionHandler(broken -> breakOff());
      request.endHandler(
          all -> {
            connection.forgetLateBody();
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
      connection.forgetLateBody();
      received = Buffer.buffer();
      body.tryFail(cause);
    }
  }
}
