package dev.parley.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.InterruptUtil;
import java.io.OutputStream;
import java.time.Duration;
import java.util.UUID;

/**
 * Writes to standard output from a thread of its own, many lines at a time. It does what logback's
 * {@code AsyncAppender} over a {@code ConsoleAppender} does and takes the same settings, but never
 * blocks who logs, hardly ever wakes a thread, and says how many events it dropped. A line is to be
 * seen some 5 ms after it was logged.
 *
 * <p>Settings: {@code queueSize} is how many events may wait (as many again may be in the writer's
 * hands); where fewer than {@code discardingThreshold} places are left, INFO and less is dropped,
 * unless it is {@link Audit}'s; a stop waits {@code maxFlushTime} milliseconds for an output that
 * does not move.
 */
public final class StandardOutputAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private final OutputStream out;
  private int queueSize = 16 * 1024;
  private int discardingThreshold = 2 * 1024;
  private Duration maxFlushTime = Duration.ofSeconds(5);
  private Encoder<ILoggingEvent> encoder;
  private WaitingEvents waiting;
  private LogWriter writer;

  /** As logback makes it, from its configuration. */
  public StandardOutputAppender() {
    this(System.out);
  }

  StandardOutputAppender(OutputStream out) {
    this.out = out;
  }

  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  public void setQueueSize(int queueSize) {
    this.queueSize = queueSize;
  }

  public void setDiscardingThreshold(int discardingThreshold) {
    this.discardingThreshold = discardingThreshold;
  }

  public void setMaxFlushTime(int millis) {
    this.maxFlushTime = Duration.ofMillis(millis);
  }

  @Override
  public void start() {
    if (encoder == null) {
      addError("The appender " + getName() + " has no encoder.");
      return;
    }
    waiting = new WaitingEvents(queueSize, discardingThreshold);
    writer = new LogWriter(waiting, encoder, this::dropped, this::addError, out);
    writer.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    keep(event);
    waiting.add(event);
    writer.tell();
  }

  /** Has the event keep what the writer could not tell later; all else is left to the writer. */
  private static void keep(ILoggingEvent event) {
    if (saysTheSameLater(event)) {
      event.getThreadName();
      event.getMDCPropertyMap();
    } else {
      event.prepareForDeferredProcessing(); // which makes its message, too
    }
  }

  private static boolean saysTheSameLater(ILoggingEvent event) {
    Object[] arguments = event.getArgumentArray();
    if (arguments != null) {
      for (Object argument : arguments) {
        if (!saysTheSameLater(argument)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean saysTheSameLater(Object argument) {
    return argument instanceof String
        || argument instanceof UUID
        || argument instanceof Integer
        || argument instanceof Long;
  }

  /** Writes what still waits. */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    InterruptUtil interrupt = new InterruptUtil(getContext());
    interrupt.maskInterruptFlag();
    try {
      if (!writer.stop(maxFlushTime)) {
        addWarn("The log did not get rid of its last lines in " + maxFlushTime + ".");
      }
    } catch (InterruptedException e) {
      addError("The last lines of the log were not waited for.", e);
    } finally {
      interrupt.unmaskInterruptFlag();
      encoder.stop();
    }
  }

  private ILoggingEvent dropped(long count) {
    Logger logger = ((LoggerContext) getContext()).getLogger(StandardOutputAppender.class);
    String line = count + " lines were left out here: they came faster than they could be written.";
    return new LoggingEvent(Logger.FQCN, logger, Level.WARN, line, null, null);
  }
}
