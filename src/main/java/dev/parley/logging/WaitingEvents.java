package dev.parley.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Marker;

/**
 * The events that nobody has written yet: a bounded stack that any thread adds to without a lock,
 * and that one thread takes as a whole. What does not fit is dropped and counted.
 */
final class WaitingEvents {

  private final AtomicReference<Waiting> newest = new AtomicReference<>();
  private final AtomicLong dropped = new AtomicLong();
  private final int capacity;
  private final int reserved;

  /**
   * @param capacity how many may wait
   * @param reserved how many of these places are for events above INFO, and {@link Audit}'s, alone
   */
  WaitingEvents(int capacity, int reserved) {
    this.capacity = capacity;
    this.reserved = reserved;
  }

  void add(ILoggingEvent event) {
    int places = mayTakeReserved(event) ? capacity : capacity - reserved;
    Waiting before;
    do {
      before = newest.get();
      if (depth(before) >= places) {
        dropped.incrementAndGet();
        return;
      }
    } while (!newest.compareAndSet(before, new Waiting(event, before)));
  }

  private static boolean mayTakeReserved(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(Level.WARN) || isAudit(event.getMarkerList());
  }

  private static boolean isAudit(List<Marker> markers) {
    return markers != null && markers.contains(Audit.MARKER);
  }

  boolean isEmpty() {
    return newest.get() == null;
  }

  /** All that wait, the oldest first. */
  Deque<ILoggingEvent> take() {
    Deque<ILoggingEvent> events = new ArrayDeque<>();
    for (Waiting it = newest.getAndSet(null); it != null; it = it.before) {
      events.addFirst(it.event);
    }
    return events;
  }

  /** How many were dropped since this was asked last. */
  long takeDropped() {
    return dropped.getAndSet(0);
  }

  private static int depth(Waiting top) {
    return top == null ? 0 : top.depth;
  }

  private static final class Waiting {

    private final ILoggingEvent event;
    private final Waiting before;
    private final int depth;

    private Waiting(ILoggingEvent event, Waiting before) {
      this.event = event;
      this.before = before;
      this.depth = depth(before) + 1;
    }
  }
}
