package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ChatEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Those who watch the demo's events on one verticle. The bus is listened to only while somebody is
 * there, so a server that nobody watches pays nothing. Whoever reads too slowly misses events.
 * Belongs to one event loop.
 */
final class DemoWatchers {

  /** The domain that the embedded start makes. */
  /** The domain that comes with the embedded database. */
  static final UUID DEMO = UUID.fromString("11111111-1111-4111-8111-111111111111");

  private static final int MOST = 64;

  private static final Buffer BEGINNING = Buffer.buffer(": watching\n\n");
  private static final Buffer KEEP_ALIVE = EventStreamFormat.KEEP_ALIVE.orElseThrow();

  private final Vertx vertx;
  private final Bus bus;
  private final Duration keepAlive;
  private final List<HttpServerResponse> watchers = new ArrayList<>();
  private Optional<MessageConsumer<ChatEvent>> events = Optional.empty();
  private long timer;

  DemoWatchers(Vertx vertx, Bus bus, Duration keepAlive) {
    this.vertx = vertx;
    this.bus = bus;
    this.keepAlive = keepAlive;
  }

  boolean isFull() {
    return watchers.size() >= MOST;
  }

  void add(HttpServerResponse watcher) {
    watchers.add(watcher);
    watcher.closeHandler(gone -> remove(watcher));
    watcher.exceptionHandler(gone -> remove(watcher));
    watcher.write(BEGINNING);
    if (events.isEmpty()) {
      events = Optional.of(bus.listen(Addresses.CHAT_EVENTS, this::tell));
      timer = vertx.setPeriodic(keepAlive.toMillis(), tick -> write(KEEP_ALIVE));
    }
  }

  private void remove(HttpServerResponse watcher) {
    watchers.remove(watcher);
    if (watchers.isEmpty()) {
      events.ifPresent(MessageConsumer::unregister);
      events = Optional.empty();
      vertx.cancelTimer(timer);
    }
  }

  private void tell(ChatEvent event) {
    if (event.domainId().equals(DEMO)) {
      write(Buffer.buffer("data: " + DemoEvent.json(event) + "\n\n"));
    }
  }

  private void write(Buffer event) {
    for (HttpServerResponse watcher : List.copyOf(watchers)) {
      if (!watcher.writeQueueFull()) {
        watcher.write(event);
      }
    }
  }
}
