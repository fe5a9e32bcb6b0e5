package dev.parley;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the process: where its form is found, how much it says, and its end. */
final class Logs {

  private static final String CONFIGURATION = "conf/logback.xml";
  private static final String PROPERTY = "logback.configurationFile";

  private Logs() {}

  /** Before anything is logged: the operator's file, else the one in the jar. */
  static void configure(Path root) {
    if (System.getProperty(PROPERTY) == null) {
      Path edited = root.resolve(CONFIGURATION);
      System.setProperty(PROPERTY, Files.exists(edited) ? edited.toString() : CONFIGURATION);
    }
  }

  static void level(String level) {
    context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.valueOf(level));
  }

  /** Writes what still waits, and ends. */
  static void stop() {
    context().stop();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
