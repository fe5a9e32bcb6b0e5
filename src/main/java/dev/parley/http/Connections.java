package dev.parley.http;

import dev.parley.settings.AddressRanges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The open connections of one server. They are bounded, and so is the time that a request may take
 * from its first byte (of a new connection: from its acceptance) to the end of its body. When there
 * is no place for a new one, the one that was quiet the longest makes room; when none is quiet, the
 * new one is closed at once. One sweep watches all of them. Belongs to one event loop.
 */
final class Connections {

  /** So many are looked at for one that may go, so that a flood does not cost the square of it. */
  private static final int LOOKED_AT = 1_000;

  private final Vertx vertx;
  private final ConnectionPlaces places;
  private final long patienceNanos;
  private final long sweepTimer;
  private final MeterRegistry meters;
  private final Gauge gauge;
  private final Counter late;
  private final Counter madeRoom;
  private final Counter refused;
  private final Counter unread;
  private final Counter ahead;

  private final Set<WatchedConnection> open = new HashSet<>();

  /** Those to which no answer is due, the longest quiet first. */
  private final Set<WatchedConnection> quiet = new LinkedHashSet<>();

  /**
   * @param requestTimeout how long a request may take to come
   * @param side whose they are, as the metrics name it
   */
  Connections(
      Vertx vertx,
      ConnectionPlaces places,
      Duration requestTimeout,
      MeterRegistry meters,
      String side) {
    this.vertx = vertx;
    this.places = places;
    this.patienceNanos = requestTimeout.toNanos();
    this.meters = meters;
    this.late = ended("late", side);
    this.madeRoom = ended("made_room", side);
    this.refused = ended("refused", side);
    this.unread = ended("unread", side);
    this.ahead = ended("ahead", side);
    this.gauge =
        Gauge.builder("parley.http.connections.open", open::size)
            .description("Connections that are open")
            .tag("side", side)
            .tag("thread", Thread.currentThread().getName()) // an instance's event loop
            .register(meters);
    long every = Math.min(1_000, Math.max(10, requestTimeout.toMillis() / 10));
    this.sweepTimer = vertx.setPeriodic(every, id -> sweep());
  }

  private Counter ended(String why, String side) {
    return Counter.builder("parley.http.connections.ended")
        .description(
            "Connections that the server ended: late, to make room, for lack of room, unread, or"
                + " since requests were sent too far ahead of their answers")
        .tag("side", side)
        .tag("why", why)
        .register(meters);
  }

  /**
   * A new one; called before anything of it is read.
   *
   * @return empty when there is no place for it
   */
  Optional<WatchedConnection> accept(HttpConnection connection) {
    ConnectionBase accepted = (ConnectionBase) connection;
    InetAddress peer = peer(connection);
    Optional<Long> share = places.share(peer);
    Optional<ConnectionPlaces.Full> full = places.take(share);
    if (full.isPresent() && makeRoom(full.get(), share)) {
      full = places.take(share);
    }
    if (full.isPresent()) {
      refused.increment();
      WatchedConnection.close(accepted.channel());
      return Optional.empty();
    }
    WatchedConnection watched = new WatchedConnection(accepted, peer, share, this);
    open.add(watched);
    quiet.add(watched);
    return Optional.of(watched);
  }

  private static InetAddress peer(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    return remote == null || remote.hostAddress() == null
        ? InetAddress.getLoopbackAddress() // no socket of the internet: it is this machine
        : AddressRanges.address(remote.hostAddress());
  }

  private boolean makeRoom(ConnectionPlaces.Full full, Optional<Long> share) {
    Optional<WatchedConnection> longestQuiet =
        quiet.stream()
            .limit(LOOKED_AT)
            .filter(it -> full == ConnectionPlaces.Full.ALL || it.share().equals(share))
            .filter(WatchedConnection::isQuiet)
            .findFirst();
    longestQuiet.ifPresent(
        it -> {
          madeRoom.increment();
          left(it);
          it.close();
        });
    return longestQuiet.isPresent();
  }

  /** An answer is due to it. */
  void busy(WatchedConnection connection) {
    quiet.remove(connection);
  }

  /** No answer is due to it any more. */
  void quiet(WatchedConnection connection) {
    if (open.contains(connection)) {
      quiet.add(connection);
    }
  }

  /** It is closed, or will be: its place is free. */
  void left(WatchedConnection connection) {
    if (open.remove(connection)) {
      quiet.remove(connection);
      places.giveBack(connection.share());
    }
  }

  /** One is ended because its request is late. */
  void late() {
    late.increment();
  }

  /** One is ended because its client asks on and never reads. */
  void neverRead() {
    unread.increment();
  }

  /** One ends behind the answers that are due, because its client asks on and on. */
  void tooFarAhead() {
    ahead.increment();
  }

  private void sweep() {
    long now = System.nanoTime();
    List<WatchedConnection> overdue =
        open.stream().filter(it -> it.isLate(now, patienceNanos)).toList();
    overdue.forEach(WatchedConnection::endLate);
  }

  void close() {
    vertx.cancelTimer(sweepTimer);
    meters.remove(gauge);
  }
}
