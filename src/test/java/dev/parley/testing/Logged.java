package dev.parley.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged at a level or above, until it is closed. */
public final class Logged implements AutoCloseable {

  private final Heard appender = new Heard();

  private final Logger logger;
  private final Level least;
  private final Level before;

  /** Read by one thread while others log. */
  private static final class Heard extends AppenderBase<ILoggingEvent> {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }
  }

  private Logged(String logger, Level least) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    this.least = least;
    this.before = this.logger.getLevel();
    appender.start();
    this.logger.addAppender(appender);
  }

  /** From now on, by anybody at ERROR. */
  public static Logged errors() {
    return new Logged(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.ERROR);
  }

  /** From now on, by anybody at WARN and ERROR. */
  public static Logged warnings() {
    return new Logged(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.WARN);
  }

  /** From now on, by anybody of ours, at INFO and above. */
  public static Logged news() {
    Logged logged = new Logged("dev.parley", Level.INFO);
    logged.logger.setLevel(Level.INFO);
    return logged;
  }

  /** From now on, by one class, at INFO and above; meanwhile nobody else hears of it. */
  public static Logged by(Class<?> source) {
    Logged logged = new Logged(source.getName(), Level.INFO);
    logged.logger.setLevel(Level.INFO);
    logged.logger.setAdditive(false);
    return logged;
  }

  /** What was logged. */
  public List<ILoggingEvent> events() {
    return appender.events.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(least))
        .toList();
  }

  /** What was said. */
  public List<String> texts() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    if (!logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
      logger.setAdditive(true);
      logger.setLevel(before);
    }
  }
}
