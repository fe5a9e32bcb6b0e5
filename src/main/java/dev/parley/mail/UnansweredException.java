package dev.parley.mail;

import io.vertx.core.VertxException;

/**
 * A mail was sent whole, and no answer came: the server may have taken it, and may not. Has no
 * trace.
 */
final class UnansweredException extends VertxException {

  private static final long serialVersionUID = 1;

  /**
   * @param cause what came instead of the answer
   */
  UnansweredException(Throwable cause) {
    super("sent whole, but not answered", cause, true);
  }
}
