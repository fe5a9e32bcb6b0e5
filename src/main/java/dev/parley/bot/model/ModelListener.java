package dev.parley.bot.model;

/**
 * Hears what a model says. After {@link #done}, {@link #away} or {@link #brokeOff}, of which one
 * comes unless the run is stopped, nothing more comes. On the event loop of whoever asked.
 */
public interface ModelListener {

  /** A further piece of the answer; never empty. */
  void token(String text);

  /** What it cost, question and all, when the model says so; comes before the end. */
  default void cost(int tokens) {}

  /** All is said, and something was. */
  void done();

  /** The model said nothing, and will not. */
  void away(ModelFailure why);

  /** The model fell silent in the middle of its answer. */
  void brokeOff(ModelFailure why);
}
