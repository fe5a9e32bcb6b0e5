package dev.parley.bot;

/**
 * Whoever answers visitors: implement this to bring a bot of your own. A bot knows nothing of
 * readers, streams or storage; it is asked, and speaks.
 */
public interface Bot {

  /**
   * Begins to answer and returns at once: never blocks. Called on the bot verticle's event loop,
   * and the speech is used on that loop alone; a bot that hears from another thread goes back to it
   * first ({@code context.runOnContext}).
   *
   * @param speech where the answer goes. It is ended exactly once, unless the answer is {@linkplain
   *     Answering#stop stopped}
   */
  Answering answer(Question question, Speech speech);

  /** The bot's name in metrics: lower case. */
  String label();
}
