package dev.parley.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged at a level or above, by anybody, until it is closed. */
public final class Logged implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private final Level least;

  private Logged(Level least) {
    this.least = least;
    appender.start();
    root.addAppender(appender);
  }

  /** From now on, at ERROR. */
  public static Logged errors() {
    return new Logged(Level.ERROR);
  }

  /** From now on, at WARN and ERROR. */
  public static Logged warnings() {
    return new Logged(Level.WARN);
  }

  /** What was logged. */
  public List<ILoggingEvent> events() {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(least))
        .toList();
  }

  /** What was said. */
  public List<String> texts() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }
}
