package dev.parley.http;

import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an HTTP status, and a problem an answer. */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  static final Problem NO_SUCH_DOMAIN = Problem.of(404, "There is no such domain.");

  /** RFC 9110, section 11.6.1, asks for the header. What is wrong with the proof is not said. */
  private static final Problem UNPROVEN =
      Problem.of(401, "The proof of who the visitor is does not hold.")
          .withHeader("WWW-Authenticate", "Bearer");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  static final Problem OVERLOADED =
      Problem.retry(503, RETRY_AFTER, "Too many requests wait. Try again.");

  /** The router does not tell which of them it is. */
  private static final Problem NOT_UNDERSTOOD =
      Problem.of(400, "The request's path, query or Host header is malformed or missing.");

  /** How long a client that still sends may go on, so that it reads its answer before the end. */
  private static final long LINGER_MILLIS = 1_000;

  private final Vertx vertx;

  Problems(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Every failure as what its sender is told. */
  static Problem of(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof InvalidFieldException invalid) {
      return Problem.invalid(invalid.field(), invalid.getMessage());
    }
    if (failure instanceof HttpException http && http.getStatusCode() == 400) {
      return NOT_UNDERSTOOD; // a query is decoded when it is first read
    }
    return switch (Failure.of(failure)) {
      case INVALID -> invalid((ReplyException) failure);
      case UNPROVEN -> UNPROVEN;
      case UNKNOWN_DOMAIN -> NO_SUCH_DOMAIN;
      case NOT_FOUND -> Problem.of(404, "There is no such thing in this domain.");
      case STILL_ON -> Problem.of(409, "The domain is on. Switch it off first.");
      case KEY_REUSED -> Problem.of(422, "This key came before with another message.");
      case NOT_OFFERED -> Problem.of(501, "This server is not set up for that.");
      case TOO_MUCH_AT_ONCE -> Problem.retry(429, RETRY_AFTER, "Too much at once. Try again.");
      case OVERLOADED -> OVERLOADED;
      case UNAVAILABLE, UNSTEADY ->
          Problem.retry(503, RETRY_AFTER, "Not available now. Try again.");
      case INTERNAL -> internal(failure);
    };
  }

  /** The text of such a failure begins with its field. */
  private static Problem invalid(ReplyException failure) {
    String text = failure.getMessage();
    return Problem.invalid(text.split(" ", 2)[0], text);
  }

  private static Problem internal(Throwable failure) {
    // What failed at the other end of the bus is in the log already.
    if (!(failure instanceof ReplyException)) {
      LOG.error("a request failed", failure);
    }
    return Problem.of(500, "A fault of ours. It is logged.");
  }

  /** What HTTP itself refuses: requests that are no HTTP, or too long. */
  Handler<HttpServerRequest> malformed() {
    return request -> {
      Throwable cause = request.decoderResult().cause();
      Problem problem = Problem.of(400, "This is no well-formed HTTP request.");
      if (cause instanceof TooLongHttpLineException) {
        problem = Problem.of(414, "The request's line is too long.");
      } else if (cause instanceof TooLongHttpHeaderException) {
        problem = Problem.of(431, "The request's headers are too long.");
      }
      HttpConnection connection = request.connection();
      write(request, problem, true).onComplete(done -> connection.close());
    };
  }

  /** Answers as problems what the router itself finds wrong. */
  void installOn(Router router) {
    router.errorHandler(404, context -> send(context, Problem.of(404, "There is nothing here.")));
    router.errorHandler(400, context -> send(context, NOT_UNDERSTOOD));
    router.errorHandler(500, context -> send(context, of(context.failure())));
  }

  /**
   * The last handler of a path, for the methods that it does not have. {@code OPTIONS} asks which
   * it has (RFC 9110, section 9.3.7); a browser's own preflight is answered before it gets here.
   */
  Handler<RoutingContext> otherMethods(String allowed) {
    Problem problem = Problem.of(405, "This path takes " + allowed + ".");
    return context -> {
      if (context.request().method().equals(HttpMethod.OPTIONS)) {
        context.response().setStatusCode(204).putHeader("Allow", allowed + ", OPTIONS").end();
      } else {
        send(context, problem.withHeader("Allow", allowed));
      }
    };
  }

  private void send(RoutingContext context, Problem problem) {
    send(context.request(), problem);
  }

  /**
   * Answers a request with a problem, as long as nothing was sent. Completes when the answer has
   * left, or when nobody is there to read it.
   */
  Future<Void> send(HttpServerRequest request, Problem problem) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.headWritten() || response.ended()) {
      return Future.succeededFuture();
    }
    boolean stillSends = bearsBody(request) && !request.isEnded();
    Future<Void> sent = write(request, problem, stillSends);
    if (stillSends) {
      closeWhenRead(request);
    }
    return sent;
  }

  private static Future<Void> write(HttpServerRequest request, Problem problem, boolean close) {
    HttpServerResponse response = request.response();
    response.setStatusCode(problem.status());
    problem.eachHeader(response::putHeader);
    if (close) {
      response.putHeader("Connection", "close");
    }
    return response.end(problem.json());
  }

  private static boolean bearsBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.headers().contains("Transfer-Encoding")
        || (length != null && !length.equals("0"));
  }

  /** Closed at once, with bytes of the client unread, TCP would take the answer back from him. */
  private void closeWhenRead(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    long timer = vertx.setTimer(LINGER_MILLIS, id -> connection.close());
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.handler(discarded -> {});
    request.endHandler(
        all -> {
          vertx.cancelTimer(timer);
          connection.close();
        });
    request.resume();
  }
}
