package dev.parley.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.List;

/**
 * The answer to a turn, heard as it grows. Begins paused: set the handlers, then {@link #resume()}.
 *
 * <p>While it is paused the bot is given no credit and sends nothing more; it goes on with the
 * answer all the same. What was missed comes later, as one piece. All handlers are called on the
 * client's context.
 */
public interface Answer extends ReadStream<String> {

  /** The turn that is answered. */
  TurnOpened turn();

  /**
   * Where in the answer the first piece begins, in UTF-16 units; before that has come, where it was
   * asked to begin: one unit later, when that is inside a surrogate pair.
   */
  int from();

  /**
   * Which attempt at the answer it is, from 1 on. One that broke off and is asked for afresh is
   * another text: what was heard of a former attempt is no part of it. 0 when no bot could be
   * asked.
   */
  int attempt();

  /** Whether the answer was over before it was asked for: it comes from storage. */
  boolean replayed();

  /**
   * How the answer ended, once it is stored and all of it was heard. Fails with an {@link
   * AnswerLostException} when the bot died; never completes after {@link #leave()}.
   */
  Future<AnswerStatus> ended();

  /**
   * What the answer cost, in tokens of a language model, once it is over: as the model says, else a
   * quarter of the characters of question and answer. 0 for an answer that was not begun for this
   * very request, and for one whose bot died. Who asks for it before {@link #leave()} is told it
   * after that, too.
   */
  Future<Integer> cost();

  /**
   * What the answer rests on, the most important first, once it has ended, as in the {@link
   * #endHandler}; none before.
   */
  List<Source> sources();

  /** Stops listening. Not a stop: the bot finishes the answer, and it is stored. */
  void leave();

  @Override
  Answer handler(Handler<String> handler);

  @Override
  Answer pause();

  @Override
  Answer resume();

  @Override
  Answer fetch(long amount);

  /**
   * Called when {@link #ended()} completes with a status that ends well: all was said, or the
   * visitor pressed stop.
   */
  @Override
  Answer endHandler(Handler<Void> handler);

  /** Called with an {@link AnswerLostException} when the answer broke off. */
  @Override
  Answer exceptionHandler(Handler<Throwable> handler);
}
