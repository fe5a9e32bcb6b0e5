package dev.parley.bench;

/** Who hears one answer. Times are {@link System#nanoTime()}. Called on the event loop. */
interface Listener {

  /** A piece of the answer's text came. */
  void chunk(long now);

  /** The whole answer is there, its end mark included. */
  void end(long now);
}
