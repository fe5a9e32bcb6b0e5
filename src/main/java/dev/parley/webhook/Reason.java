package dev.parley.webhook;

import dev.parley.bus.Causes;
import dev.parley.bus.InvalidFieldException;
import io.netty.handler.codec.CodecException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why an attempt had no answer, in words of our own: what an exception says may be what a receiver
 * wrote, or what PostgreSQL does not take.
 */
final class Reason {

  /** Deeper than anything is wrapped. */
  private static final int MOST_CAUSES = 8;

  private Reason() {}

  /** By the innermost cause that says anything. */
  static String of(Throwable failure) {
    return Causes.of(failure)
        .limit(MOST_CAUSES)
        .map(Reason::inWords)
        .filter(words -> !words.isEmpty())
        .reduce((outer, inner) -> inner)
        .orElse("the request failed");
  }

  private static String inWords(Throwable cause) {
    if (cause instanceof InvalidFieldException) {
      return cause.getMessage();
    }
    if (cause instanceof UnknownHostException) {
      return "there is no such host";
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return "no connection";
    }
    if (cause instanceof SSLException) {
      return "no TLS, or no valid certificate of its name";
    }
    if (cause instanceof TimeoutException) {
      return "took too long";
    }
    if (cause instanceof CodecException || cause instanceof IllegalArgumentException) {
      return "did not answer in HTTP";
    }
    return isEnd(cause) ? "the connection was closed before an answer" : "";
  }

  private static boolean isEnd(Throwable cause) {
    return cause instanceof HttpClosedException
        || cause instanceof StreamResetException
        || cause instanceof IOException;
  }
}
