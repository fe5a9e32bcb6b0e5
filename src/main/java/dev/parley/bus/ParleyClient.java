package dev.parley.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/**
 * What a verticle uses to talk with Parley: it asks, hears the answer as it grows, and learns of
 * customers. The HTTP verticle is merely its first user.
 *
 * <p>A client belongs to the context it was made on: it is used, and calls back, on that context's
 * event loop only. Make one in a verticle's {@code start}, and {@link #close} it in its {@code
 * stop}.
 */
public interface ParleyClient {

  /** A client on the current context, or on a new one when called from outside. */
  static ParleyClient create(Vertx vertx) {
    return new BusParleyClient(vertx);
  }

  /**
   * One turn of the conversation: the message is stored, then the bot is asked.
   *
   * @return the answer, once the visitor's message is stored; paused, so that nothing is missed
   *     before its handlers are set. A bot that cannot be asked is an answer that is lost. Fails
   *     only when the message is not stored, with a {@code ReplyException}: {@link
   *     Failure#of(Throwable)} tells which failure it is
   */
  Future<Answer> ask(Turn turn);

  /** Calls the handler for every customer that a message was recognised as. */
  void onCustomer(Handler<ChatEvent.CustomerRecognised> handler);

  /** Calls the handler for every message that was stored. */
  void onMessage(Handler<ChatEvent.MessageStored> handler);

  /** Leaves every answer that is still heard, and forgets the handlers. */
  Future<Void> close();
}
