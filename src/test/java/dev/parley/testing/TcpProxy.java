package dev.parley.testing;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and a server on loopback, and makes their network as bad as wanted. */
public final class TcpProxy implements AutoCloseable {

  /** What the network does. */
  public enum Mode {
    /** All passes. */
    OPEN,
    /** Connections are refused, and those that are open are cut. */
    CUT,
    /** Nothing passes in either direction, and nobody is told. */
    SILENT
  }

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Optional<String>> requestToLose =
      new AtomicReference<>(Optional.empty());
  private final NetServer server;
  private volatile Mode mode = Mode.OPEN;
  private volatile boolean swallowed;

  private TcpProxy(String host, int port) {
    server =
        await(
            vertx
                .createNetServer()
                .connectHandler(socket -> forward(socket, host, port))
                .listen(0, "127.0.0.1"));
  }

  /** A proxy before that server. */
  public static TcpProxy before(String host, int port) {
    return new TcpProxy(host, port);
  }

  /** Where clients connect to. */
  public int port() {
    return server.actualPort();
  }

  /** Changes the network, for open connections as well. */
  public void set(Mode mode) {
    this.mode = mode;
    swallowed = false;
    if (mode == Mode.CUT) {
      sockets.forEach(NetSocket::close);
    }
  }

  /** How many of its clients' connections are open. */
  public int connections() {
    return clients.size();
  }

  /** Whether something did not pass, in this mode. */
  public boolean hasSwallowed() {
    return swallowed;
  }

  /** The reply to the next request that has this text in it is lost, and its connection with it. */
  public void dropReplyTo(String text) {
    requestToLose.set(Optional.of(text));
  }

  private void forward(NetSocket near, String host, int port) {
    if (mode == Mode.CUT) {
      near.close();
      return;
    }
    track(near);
    clients.add(near);
    near.closeHandler(closed -> clients.remove(near));
    near.pause();
    client
        .connect(port, host)
        .onFailure(gone -> near.close())
        .onSuccess(
            far -> {
              track(far);
              near.handler(data -> request(near, far, data));
              far.handler(data -> pass(near, data));
              near.closeHandler(
                  closed -> {
                    clients.remove(near);
                    far.close();
                  });
              far.closeHandler(closed -> near.close());
              near.resume();
            });
  }

  private void track(NetSocket socket) {
    sockets.add(socket);
    socket.exceptionHandler(broken -> sockets.remove(socket));
  }

  private void request(NetSocket near, NetSocket far, Buffer data) {
    Optional<String> text = requestToLose.get();
    if (text.filter(data.toString()::contains).isPresent()
        && requestToLose.compareAndSet(text, Optional.empty())) {
      far.handler(
          reply -> {
            near.close();
            far.close();
          });
    }
    pass(far, data);
  }

  private void pass(NetSocket to, Buffer data) {
    if (mode == Mode.OPEN) {
      to.write(data);
    } else {
      swallowed = true;
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
