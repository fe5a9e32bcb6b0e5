package dev.parley.chaos;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Queue;

/** One connection through a {@link ChaosNetwork}, both ways. Thread-safe. */
final class NetLink {

  /** Less is no statement that would be worth it, but a part of one, or of a login. */
  private static final int STATEMENT_BYTES = 150;

  private final ChaosNetwork network;
  private final NetSocket near;
  private final NetSocket far;
  private final Way toDatabase;
  private final Way fromDatabase;
  private volatile boolean silent;

  NetLink(ChaosNetwork network, NetSocket near, NetSocket far) {
    this.network = network;
    this.near = near;
    this.far = far;
    this.toDatabase = new Way(near, far, true);
    this.fromDatabase = new Way(far, near, false);
  }

  void open(Runnable whenClosed) {
    near.exceptionHandler(broken -> {});
    far.exceptionHandler(broken -> {});
    near.closeHandler(
        closed -> {
          whenClosed.run();
          if (!silent) {
            far.close();
          }
        });
    far.closeHandler(
        closed -> {
          if (!silent) {
            near.close();
          }
        });
    near.handler(toDatabase::take);
    far.handler(fromDatabase::take);
    near.resume();
  }

  void reset() {
    near.close();
    far.close();
  }

  void resetFar() {
    far.close();
  }

  /** Neither side hears of the other any more. */
  void silence() {
    silent = true;
  }

  /** What waited passes. */
  void goOn() {
    toDatabase.passNext();
    fromDatabase.passNext();
  }

  /** One direction: what comes first passes first. */
  private final class Way {

    private final NetSocket to;
    private final NetSocket from;
    private final boolean breaks;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private boolean passing;
    private boolean lost;

    Way(NetSocket from, NetSocket to, boolean breaks) {
      this.from = from;
      this.to = to;
      this.breaks = breaks;
    }

    synchronized void take(Buffer bytes) {
      if (silent || lost) {
        return;
      }
      waiting.add(bytes);
      passNext();
    }

    synchronized void passNext() {
      if (!passing && !waiting.isEmpty() && !network.stalled()) {
        passing = true;
        network.passage().onComplete(now -> pass());
      }
    }

    private synchronized void pass() {
      passing = false;
      if (silent || network.stalled()) {
        return;
      }
      Buffer bytes = waiting.poll();
      if (bytes != null) {
        send(bytes);
        passNext();
      }
    }

    private void send(Buffer bytes) {
      ChaosNetwork.Break how =
          breaks && bytes.length() >= STATEMENT_BYTES ? network.takeBreak() : null;
      if (how == ChaosNetwork.Break.HALF_SENT) {
        to.write(bytes.slice(0, bytes.length() / 2)).onComplete(sent -> reset());
      } else if (how == ChaosNetwork.Break.REPLY_LOST) {
        fromDatabase.loseNext();
        to.write(bytes);
      } else {
        to.write(bytes);
      }
    }

    private synchronized void loseNext() {
      lost = true;
      from.handler(reply -> reset());
    }
  }
}
