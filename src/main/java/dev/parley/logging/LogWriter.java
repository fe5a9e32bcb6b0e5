package dev.parley.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

/**
 * The one thread that writes. To wake a thread costs whoever logs more than all else about a line,
 * so as long as there is something to write it is not woken but looks again, {@link #PAUSE} later;
 * only after a while without a line it sleeps until the next one.
 */
final class LogWriter implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final int LOOKS_BEFORE_SLEEP = 40;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final WaitingEvents waiting;
  private final Encoder<ILoggingEvent> encoder;
  private final LongFunction<ILoggingEvent> droppedLine;
  private final BiConsumer<String, Throwable> failed;
  private final OutputStream out;
  private final Thread thread = new Thread(this, "log");
  private volatile boolean asleep;
  private volatile boolean ending;

  /**
   * @param droppedLine says that so many events were dropped
   * @param failed hears what could not be written, and why
   */
  LogWriter(
      WaitingEvents waiting,
      Encoder<ILoggingEvent> encoder,
      LongFunction<ILoggingEvent> droppedLine,
      BiConsumer<String, Throwable> failed,
      OutputStream out) {
    this.waiting = waiting;
    this.encoder = encoder;
    this.droppedLine = droppedLine;
    this.failed = failed;
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** After each event that waits. From any thread; it blocks none. */
  void tell() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  /** Writes what waits, and ends. Returns whether it has ended in time. */
  boolean stop(Duration patience) throws InterruptedException {
    ending = true;
    LockSupport.unpark(thread);
    thread.join(patience.toMillis());
    return !thread.isAlive();
  }

  @Override
  public void run() {
    int looks = 0;
    while (!ending) {
      looks = writesAll() ? 0 : looks + 1;
      if (looks < LOOKS_BEFORE_SLEEP) {
        LockSupport.parkNanos(this, PAUSE.toNanos());
      } else {
        sleep();
      }
    }
    writesAll();
  }

  /** Whoever adds an event after the second look at what waits sees {@link #asleep}. */
  private void sleep() {
    asleep = true;
    if (waiting.isEmpty() && !ending) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** Whatever goes wrong, the thread stays: without it there would be no log any more. */
  private boolean writesAll() {
    try {
      return writeAll();
    } catch (RuntimeException | Error e) {
      failed.accept("lost lines", e);
      return true;
    }
  }

  private boolean writeAll() {
    Deque<ILoggingEvent> events = waiting.take();
    long dropped = waiting.takeDropped();
    if (dropped > 0) {
      events.addLast(droppedLine.apply(dropped));
    }
    if (events.isEmpty()) {
      return false;
    }
    try {
      for (ILoggingEvent event : events) {
        write(event);
      }
      out.flush();
    } catch (IOException e) {
      failed.accept("could not be written to", e);
    }
    return true;
  }

  /** An event that cannot be shown costs no other. */
  private void write(ILoggingEvent event) throws IOException {
    try {
      out.write(encoder.encode(event));
    } catch (RuntimeException | Error e) {
      failed.accept("cannot show " + event.getLoggerName() + ": " + event.getMessage(), e);
    }
  }
}
