package dev.parley.chaos;

import static dev.parley.testing.Await.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between the server and its database, on loopback. As bad as it may be, it is TCP:
 * bytes come late or never, but never others in their place. Thread-safe.
 */
final class ChaosNetwork implements AutoCloseable {

  /** How a connection breaks in the middle of a statement. */
  enum Break {
    /** The first half of what is sent arrives. */
    HALF_SENT,
    /** It arrives, and is carried out; the reply to it does not come. */
    REPLY_LOST
  }

  private final Vertx vertx = Vertx.vertx();
  // Closed without lingering is reset.
  private final NetClient client = vertx.createNetClient(new NetClientOptions().setSoLinger(0));
  private final Set<NetLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Break> nextBreak = new AtomicReference<>();
  private final NetServer server;
  private volatile boolean stalled;
  private volatile Duration delay = Duration.ZERO;

  /** Before whoever listens on that port. */
  ChaosNetwork(int port) {
    server =
        await(
            vertx
                .createNetServer(new NetServerOptions().setSoLinger(0))
                .connectHandler(near -> connect(near, port))
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  private void connect(NetSocket near, int port) {
    near.pause();
    client
        .connect(port, "127.0.0.1")
        .onFailure(refused -> near.close())
        .onSuccess(far -> open(near, far));
  }

  private void open(NetSocket near, NetSocket far) {
    NetLink link = new NetLink(this, near, far);
    links.add(link);
    link.open(() -> links.remove(link));
  }

  /** All that is open is reset. */
  void cut() {
    links.forEach(NetLink::reset);
  }

  /** The next statement of any size is broken off so. */
  void breakNext(Break how) {
    nextBreak.set(how);
  }

  /** Null when nothing is to break. */
  Break takeBreak() {
    return nextBreak.getAndSet(null);
  }

  /** Nothing passes any more, and nobody is told, until it is over: then all of it passes. */
  void stall(boolean isStalled) {
    stalled = isStalled;
    if (!isStalled) {
      links.forEach(NetLink::goOn);
    }
  }

  boolean stalled() {
    return stalled;
  }

  /** What passes from now on takes so long. */
  void delay(Duration each) {
    delay = each;
  }

  /** Completes when what comes now may pass. */
  Future<?> passage() {
    return delay.isZero()
        ? Future.succeededFuture()
        : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What is open is half open from now on: neither side hears anything of the other. The database
   * notices after a while, as its keep-alives tell it; the server has to see for itself.
   */
  void drop(Duration until) {
    for (NetLink link : Set.copyOf(links)) {
      link.silence();
      vertx.setTimer(until.toMillis(), over -> link.resetFar());
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
