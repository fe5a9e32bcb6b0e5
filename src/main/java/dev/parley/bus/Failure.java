package dev.parley.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Everything that a request over the bus can fail with; the code travels in the reply. */
public enum Failure {
  /** The request itself is wrong; the text names the field. Sending it again does not help. */
  INVALID(400),
  /** What is to prove who the visitor is does not hold. Nothing was stored. */
  UNPROVEN(401),
  /** There is no such domain; or, where a visitor asks, it is off. */
  UNKNOWN_DOMAIN(404),
  /** The domain is there, what was asked for in it is not. */
  NOT_FOUND(410),
  /** It is on, and has to be switched off first. */
  STILL_ON(423),
  /** The key was used for another message: nothing was stored, and the bot is not asked. */
  KEY_REUSED(422),
  /** Nobody has set up here what this needs. Asking again does not help. */
  NOT_OFFERED(501),
  /** Whoever asks has as much of it under way as he may: when that is over, please. */
  TOO_MUCH_AT_ONCE(409),
  /** More waits than can be served: later, please. Nothing was stored. */
  OVERLOADED(429),
  /** The database, or whoever answers this address, is away: later, please. */
  UNAVAILABLE(503),
  /**
   * The database is there, and could not read or write one of its files. Nothing was stored. That
   * may pass, as when its disk is away for a moment, and it may not.
   */
  UNSTEADY(504),
  /** A fault of ours; the log says which. */
  INTERNAL(500);

  private final int code;

  Failure(int code) {
    this.code = code;
  }

  /** The failure code of the reply. Close to HTTP's on purpose, but not HTTP's. */
  public int code() {
    return code;
  }

  /** An exception that, thrown or failed with on the answering side, arrives as this failure. */
  public ReplyException because(String reason) {
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, reason);
  }

  /**
   * What a failed request failed with. Anything that is no reply's failure is {@link #INTERNAL}.
   */
  public static Failure of(Throwable cause) {
    if (!(cause instanceof ReplyException reply)) {
      return INTERNAL;
    }
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
      return UNAVAILABLE;
    }
    for (Failure failure : values()) {
      if (failure.code == reply.failureCode()) {
        return failure;
      }
    }
    return INTERNAL;
  }
}
