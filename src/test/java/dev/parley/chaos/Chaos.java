package dev.parley.chaos;

import dev.parley.database.PostgresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The whole program, once or more often, and a PostgreSQL as processes of their own, a bad network
 * between them, visitors who never let go, and faults at random moments; in the end, what is left
 * of all that was promised. {@code scripts/chaos} calls it.
 */
public final class Chaos implements AutoCloseable {

  /** For what was begun, once the last fault is over. */
  private static final Duration SEE_THROUGH = Duration.ofSeconds(60);

  /** For what nobody comes back for: the server looks every 5 s for turns of dead processes. */
  private static final Duration SETTLE = Duration.ofSeconds(40);

  private static final String WORDS = "Thank you for your message, which we have read with care. ";

  private final ChaosSettings settings;
  private final Consumer<String> teller;
  private final List<Runnable> started = new ArrayList<>();

  private Chaos(ChaosSettings settings, Consumer<String> teller) {
    this.settings = settings;
    this.teller = teller;
  }

  /**
   * What came of it.
   *
   * @param stuck after which faults nobody got an answer, or nobody closed what a dead server left,
   *     for too long
   * @param survival how it went on while one of several servers was dead
   * @param errors what the servers logged as errors of their own
   */
  record Outcome(Verdict verdict, List<String> stuck, Survival survival, List<String> errors) {

    boolean isClean() {
      return verdict.isClean() && stuck.isEmpty();
    }

    /** For a person to read. */
    String table() {
      StringBuilder table = new StringBuilder(verdict.table());
      table.append(survival.table());
      stuck.forEach(it -> table.append(it).append('\n'));
      table.append("%n%d lines at ERROR in the servers' logs%n".formatted(errors.size()));
      errors.stream().limit(20).forEach(it -> table.append("    ").append(it).append('\n'));
      return table.toString();
    }
  }

  /** The program: {@code NAME=VALUE… -- JVM options}. Exits 1 when a promise was broken. */
  public static void main(String[] arguments) throws Exception {
    Outcome outcome = run(ChaosSettings.parse(arguments), System.err::println);
    System.out.print(outcome.table());
    System.exit(outcome.isClean() ? 0 : 1);
  }

  /**
   * Starts it all, and ends it all. Blocking.
   *
   * @param teller is told what happens
   */
  static Outcome run(ChaosSettings settings, Consumer<String> teller) throws Exception {
    try (Chaos chaos = new Chaos(settings, teller)) {
      return chaos.run();
    }
  }

  private Outcome run() throws Exception {
    PostgresPrograms programs =
        settings.postgres().isPresent()
            ? new PostgresPrograms(settings.postgres().get())
            : PostgresPrograms.ours();
    ChaosPostgres postgres =
        toEnd(new ChaosPostgres(programs, folder("postgres")), ChaosPostgres::close);
    Thread unlessClosed = new Thread(postgres::kill);
    Runtime.getRuntime().addShutdownHook(unlessClosed);
    started.add(() -> Runtime.getRuntime().removeShutdownHook(unlessClosed));
    ChaosNetwork network = toEnd(new ChaosNetwork(postgres.port()), ChaosNetwork::close);
    ChaosModel model = toEnd(new ChaosModel(settings.seed()), ChaosModel::close);
    ChaosServers servers =
        toEnd(
            new ChaosServers(
                settings.servers(),
                settings.folder(),
                postgres.url(),
                environment(postgres, network, model),
                settings.jvmOptions()),
            ChaosServers::close);
    servers.start();
    Path file = settings.folder().resolve("journal");
    Journal journal = toEnd(new Journal(file), Journal::close);
    Visitors visitors =
        toEnd(
            new Visitors(settings, journal, makeDomains(postgres), servers.ports()),
            Visitors::close);
    Random random = new Random(settings.seed());
    Faults faults =
        new Faults(servers, postgres, network, journal, settings.clients(), random, teller);
    visitors.begin();
    faults.carryOut(
        Fault.plan(
            settings.servers(),
            settings.kills(),
            settings.databaseKills(),
            settings.cuts(),
            random),
        settings.length());
    visitors.end(SEE_THROUGH);
    Verdict verdict = settled(file, postgres);
    servers.close();
    List<String> errors = servers.log().stream().filter(line -> line.contains(" ERROR ")).toList();
    return new Outcome(verdict, faults.stuck(), faults.survival(), errors);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(settings.folder().resolve(name));
  }

  private <T> T toEnd(T it, Consumer<T> how) {
    started.add(() -> how.accept(it));
    return it;
  }

  /** The limits are for others than these visitors. */
  private static Map<String, String> environment(
      ChaosPostgres postgres, ChaosNetwork network, ChaosModel model) {
    String url = postgres.url().toUrl();
    return Map.of(
        "DATABASE_URL",
        url.replace(":" + postgres.port() + "/", ":" + network.port() + "/"),
        "OPENAI_BASE_URL",
        model.url(),
        "PARLEY_MODEL_MAX_CONNECTIONS",
        "1000",
        "PARLEY_BOT_WORDS_PER_SECOND",
        "100",
        "PARLEY_LIMITS_ENABLED",
        "false",
        "PARLEY_LOGGING_LEVEL",
        "WARN");
  }

  /** One in which a model answers, and one in which the built-in bot does. */
  private static List<UUID> makeDomains(ChaosPostgres postgres) throws SQLException {
    List<UUID> domains = List.of(UUID.randomUUID(), UUID.randomUUID());
    try (Connection connection = postgres.url().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO domain (id, name, bot, fixed_text)
          VALUES ('%s', 'a', 'model', ''), ('%s', 'b', 'fixed', '%s')
          """
              .formatted(domains.get(0), domains.get(1), WORDS.repeat(2).strip()));
    }
    return domains;
  }

  /** What nobody comes back for is closed by the server, in a while. */
  private Verdict settled(Path journal, ChaosPostgres postgres) {
    Promises promises = new Promises(Journal.read(journal));
    Verdict[] verdict = {new Verdict(promises, Stored.read(postgres.url(), settings.servers()))};
    Pause.until(
        () -> {
          verdict[0] = new Verdict(promises, Stored.read(postgres.url(), settings.servers()));
          return verdict[0].isSettled();
        },
        SETTLE);
    return verdict[0];
  }

  /** The last that was started first. */
  @Override
  public void close() {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).run();
    }
  }
}
