package dev.parley.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.UUID;

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
   * One turn of the conversation: the message is stored, then the bot is asked. A turn whose key
   * came before is neither stored nor asked again: its answer is joined or said again from its
   * beginning, and only one that broke off is asked for afresh.
   *
   * @return the answer, once the visitor's message is stored; paused, so that nothing is missed
   *     before its handlers are set. A bot that cannot be asked is an answer that is lost. Fails
   *     only when the message is not stored, with a {@code ReplyException}: {@link
   *     Failure#of(Throwable)} tells which failure it is
   */
  Future<Answer> ask(Turn turn);

  /**
   * The answer to an earlier turn, from somewhere on, whether it still runs or is stored. Nobody is
   * asked for it.
   *
   * @param turnId the turn
   * @param visitor whose turn it is; once he is verified, his customer's room is his as well
   * @param from where to begin, in UTF-16 units of the answer
   * @param attempt the {@linkplain Answer#attempt() attempt} that so much was heard of: another one
   *     is heard from its beginning. 0 when that is not known: then {@code from} counts in any
   * @return the answer, paused. Fails with {@link Failure#NOT_FOUND} alike for a turn that does not
   *     exist and for one of somebody else
   */
  Future<Answer> resume(UUID turnId, VisitorSecret visitor, int from, int attempt);

  /** The same for whom any attempt will do. */
  default Future<Answer> resume(UUID turnId, VisitorSecret visitor, int from) {
    return resume(turnId, visitor, from, 0);
  }

  /**
   * The answer to the last turn of a visitor whose key begins in some way, from its beginning; it
   * may be {@linkplain Answer#replayed() over}.
   *
   * @param keyPrefix what the turn's {@linkplain Turn#key() key} begins with
   * @return the answer, paused. Fails with {@link Failure#NOT_FOUND} when there is no such turn
   */
  Future<Answer> resumeLatest(UUID domainId, VisitorSecret visitor, String keyPrefix);

  /**
   * The visitor presses stop: the answer ends where it is, is stored as {@link
   * AnswerStatus#STOPPED}, and whoever hears it hears its end. Leaving an answer is no stop.
   *
   * @return completes when the answer is over and stored; at once when it was over before. Fails
   *     with {@link Failure#NOT_FOUND} as {@link #resume} does, also for a turn that he wrote by
   *     another secret
   */
  Future<Void> stop(UUID turnId, VisitorSecret visitor);

  /**
   * What was said, as far as this visitor may read it, newest first: in his own visits, and in all
   * of his customer's room once he is verified.
   *
   * @return a page, empty for a visitor who never came. Fails with {@link Failure#UNKNOWN_DOMAIN},
   *     and with {@link Failure#TOO_MUCH_AT_ONCE} while four pages are being read for him
   */
  Future<HistoryPage> history(ReadHistory request);

  /**
   * The visitor signs out: from then on his secret is a stranger's, by which nothing of before can
   * be read, resumed or stopped. What he wrote stays where it is. Whoever hears an answer goes on
   * hearing it.
   *
   * @return completes alike whether he was known or not
   */
  Future<Void> reset(UUID domainId, VisitorSecret visitor);

  /**
   * A code is mailed to the address which the visitor says is his; the one before it holds no
   * longer.
   *
   * @return completes alike whether the address is known or not, before the mail is sent. Fails
   *     with {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#INVALID} for what is no address, and
   *     {@link Failure#NOT_OFFERED} when there is no mail server
   */
  Future<CodeRequested> requestCode(RequestCode request);

  /**
   * The visitor brings the code.
   *
   * @return completes when he is verified, as by a turn with a {@link Proof}. Fails with {@link
   *     Failure#UNPROVEN} alike for every code that is not right, and with {@link
   *     Failure#NOT_OFFERED}
   */
  Future<Void> verify(VerifyCode request);

  /**
   * What the visitor thinks of an answer that ended well; the last word is kept.
   *
   * @return completes when it is stored. Fails with {@link Failure#NOT_FOUND} as {@link #resume}
   *     does, and also while there is no such answer
   */
  Future<Void> rate(UUID turnId, VisitorSecret visitor, Rating rating);

  /** Calls the handler for every customer that a message was recognised as. */
  void onCustomer(Handler<ChatEvent.CustomerRecognised> handler);

  /** Calls the handler for every message that was stored. */
  void onMessage(Handler<ChatEvent.MessageStored> handler);

  /** Leaves every answer that is still heard, and forgets the handlers. */
  Future<Void> close();
}
