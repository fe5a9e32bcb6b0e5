package dev.parley.bot;

/** An answer under way, as whoever asked for it sees it. */
@FunctionalInterface
public interface Answering {

  /** The bot has nothing left to do. */
  Answering OVER = () -> {};

  /**
   * Stop speaking, and free what the answer holds. What is said afterwards is not heard. May be
   * called at any time, also when the answer is over. On the bot verticle's event loop.
   */
  void stop();
}
