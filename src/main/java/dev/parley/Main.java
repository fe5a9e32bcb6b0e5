package dev.parley;

import dev.parley.settings.Settings;
import dev.parley.settings.SettingsLoader;
import dev.parley.settings.ShutdownSettings;
import dev.parley.settings.StartException;
import dev.parley.settings.Version;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** The process around one Parley: its settings, what it prints, its signals and its exit code. */
final class Main {

  /** Where {@code conf/} is; the working directory unless set. */
  static final String ROOT_PROPERTY = "parley.root";

  /** Its events in recordings cost every start a tenth of a second. Whoever wants them sets it. */
  private static final String NETTY_RECORDINGS = "io.netty.jfr.enabled";

  /** Beyond what all steps of the way down may take after the answers' grace. */
  private static final Duration LONGEST_WAY_DOWN = Duration.ofMinutes(3);

  private volatile boolean ready;
  private volatile boolean ending;

  void run() {
    // What is written here is read by programs: in some languages digits are not 0 to 9.
    Locale.setDefault(Locale.ROOT);
    try {
      Path root = Path.of(System.getProperty(ROOT_PROPERTY, ""));
      Logs.configure(root);
      System.getProperties().putIfAbsent(NETTY_RECORDINGS, "false");
      Settings settings = load(root);
      Parley parley = new Parley(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(settings, parley), "shutdown"));
      Future<Parley> up =
          parley
              .ready()
              .onSuccess(it -> printReady(settings, it))
              .onFailure(this::failUnlessEnding);
      awaitEnd(up);
    } catch (RuntimeException e) {
      fail(e, Logs::stop); // nobody else will: there is no shutdown hook yet
    }
  }

  /**
   * Else the process would end, and say that all is well, once a start that fails has no thread.
   */
  private static void awaitEnd(Future<Parley> start) {
    CountDownLatch ended = new CountDownLatch(1);
    start.onComplete(upOrNot -> ended.countDown());
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Settings load(Path root) {
    SettingsLoader.Loaded loaded = SettingsLoader.load(root, System.getenv());
    Logs.level(loaded.settings().logging().level());
    LoggerFactory.getLogger(Main.class)
        .info("Parley {} starts, on Java {}", Version.TEXT, Runtime.version());
    loaded.warnings().forEach(LoggerFactory.getLogger(Main.class)::warn);
    return loaded.settings();
  }

  private void printReady(Settings settings, Parley parley) {
    print("Parley is ready: " + address(settings.http().host(), parley.port()));
    ready = true;
    LoggerFactory.getLogger(Main.class)
        .info(
            "Operators are served at {}, and the database is {}",
            address(settings.management().host(), parley.managementPort()),
            parley.database());
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static String address(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static String grace(Settings settings) {
    Duration grace = settings.shutdown().grace();
    return grace.toSeconds() > 0 ? grace.toSeconds() + " s" : grace.toMillis() + " ms";
  }

  static Duration longestWayDown(ShutdownSettings shutdown) {
    return shutdown.grace().plus(LONGEST_WAY_DOWN);
  }

  /** A shutdown hook waits for no other thread, so everything is waited for here. */
  private void stop(Settings settings, Parley parley) {
    ending = true;
    if (ready) {
      print("Parley goes down. Answers that run have " + grace(settings) + " to end.");
    }
    try {
      parley
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(longestWayDown(settings.shutdown()).toMillis(), TimeUnit.MILLISECONDS);
      if (ready) {
        print("Parley is down.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LoggerFactory.getLogger(Main.class).error("Parley did not stop in order", e);
    } finally {
      Logs.stop();
    }
  }

  /** A start that a signal breaks off fails, too, but that is what was asked for. */
  private void failUnlessEnding(Throwable cause) {
    if (!ending) {
      fail(cause, () -> {});
    }
  }

  private static void fail(Throwable cause, Runnable farewell) {
    if (cause instanceof StartException) {
      System.err.println(cause.getMessage());
    } else {
      LoggerFactory.getLogger(Main.class).error("Parley cannot start", cause);
      System.err.println("Parley cannot start: " + cause);
    }
    // From a thread of its own: exit waits for the shutdown hook, which may need this thread.
    new Thread(
            () -> {
              farewell.run();
              System.exit(1);
            },
            "exit")
        .start();
  }
}
