package dev.parley.bench;

import io.vertx.core.buffer.Buffer;

/** Who hears one answer. Times are {@link System#nanoTime()}. Called on the event loop. */
interface Listener {

  /** Hears nothing. */
  Listener NOBODY =
      new Listener() {
        @Override
        public void chunk(Buffer piece, long now) {}

        @Override
        public void end(long now) {}
      };

  /** A piece of the answer came, events and all. */
  void chunk(Buffer piece, long now);

  /** The whole answer is there, its end mark included. */
  void end(long now);
}
