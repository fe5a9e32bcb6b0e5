package dev.parley.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Carries out what is planned, each at a random moment. Used by one thread. */
final class Faults {

  /** How long it may take after a fault, at most, until visitors get answers again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** After which PostgreSQL's keep-alives give up a connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(11);

  /** The others look every 5 s, and again after 2 s; and a busy machine has its say. */
  private static final Duration TAKE_OVER = KEEP_ALIVE.plusSeconds(7 + 5);

  private final ChaosServers servers;
  private final ChaosPostgres postgres;
  private final ChaosNetwork network;
  private final Journal journal;
  private final int enough;
  private final Random random;
  private final Consumer<String> teller;
  private final List<String> stuck = new ArrayList<>();
  private final Survival survival = new Survival();

  /**
   * @param journal tells how many answers have ended so far
   * @param enough so many have to end before things are said to go on
   * @param teller is told what happens
   */
  Faults(
      ChaosServers servers,
      ChaosPostgres postgres,
      ChaosNetwork network,
      Journal journal,
      int enough,
      Random random,
      Consumer<String> teller) {
    this.servers = servers;
    this.postgres = postgres;
    this.network = network;
    this.journal = journal;
    this.enough = enough;
    this.random = random;
    this.teller = teller;
  }

  /**
   * One after the other; most when things go on after the one before, some at once.
   *
   * @param length over which they are spread, at least
   */
  void carryOut(List<Fault> plan, Duration length) throws Exception {
    Instant begin = Instant.now();
    for (int i = 0; i < plan.size(); i++) {
      if (random.nextInt(5) > 0) {
        awaitAnswers(i == 0 ? "the start" : plan.get(i - 1).toString());
      }
      Pause.of(
          Duration.between(
              Instant.now(), begin.plus(length.multipliedBy(i).dividedBy(plan.size()))));
      Pause.of(atMost(700));
      teller.accept("%3d of %d: %s".formatted(i + 1, plan.size(), plan.get(i)));
      carryOut(plan.get(i));
    }
    awaitAnswers("the last fault");
  }

  /** After which nobody got an answer, or nobody closed what a dead server left, for too long. */
  List<String> stuck() {
    return stuck;
  }

  /** How it went on while one of several servers was dead. */
  Survival survival() {
    return survival;
  }

  private void awaitAnswers(String after) {
    long before = journal.ended();
    if (!Pause.until(() -> journal.ended() >= before + enough, PATIENCE)) {
      stuck("not enough answers for " + PATIENCE.toSeconds() + " s after: " + after);
    }
  }

  private void stuck(String how) {
    stuck.add(how);
    teller.accept(how);
  }

  private void carryOut(Fault fault) throws Exception {
    switch (fault) {
      case SERVER_KILLED -> killServer();
      case SERVER_KILLED_TWICE -> {
        ChaosServer server = servers.any(random);
        server.kill();
        server.launch();
        Pause.of(atMost(1500));
        server.kill();
        start(server);
      }
      case SERVER_MISSED -> missServer();
      case ALL_SERVERS_KILLED -> {
        servers.kill();
        servers.start();
      }
      case DATABASE_KILLED -> {
        postgres.kill();
        Pause.of(atMost(1500));
        postgres.start();
      }
      case BOTH_KILLED -> {
        ChaosServer server = servers.any(random);
        postgres.kill();
        Pause.of(atMost(200));
        server.kill();
        postgres.start();
        start(server);
      }
      case CUT -> network.cut();
      case REPLY_LOST -> network.breakNext(ChaosNetwork.Break.REPLY_LOST);
      case HALF_SENT -> network.breakNext(ChaosNetwork.Break.HALF_SENT);
      case STALL -> {
        network.stall(true);
        Pause.of(atMost(4000));
        network.stall(false);
      }
      case DELAY -> {
        network.delay(atMost(150));
        Pause.of(atMost(3000));
        network.delay(Duration.ZERO);
      }
      case DROP -> network.drop(KEEP_ALIVE);
      default -> throw new IllegalStateException("nobody knows how: " + fault);
    }
  }

  /** Where there are others, it is dead for a moment. */
  private void killServer() throws Exception {
    ChaosServer server = servers.any(random);
    server.kill();
    if (servers.count() > 1) {
      long before = journal.acknowledged();
      Pause.of(atMost(1500));
      survival.died(journal.acknowledged() - before);
    }
    start(server);
  }

  private void missServer() throws Exception {
    ChaosServer server = servers.any(random);
    server.kill();
    Instant death = Instant.now();
    long before = journal.acknowledged();
    awaitAnswers("a server is dead, and not back yet");
    if (servers.awaitTakeOver(servers.count() - 1, TAKE_OVER)) {
      survival.tookOver(Duration.between(death, Instant.now()));
    } else {
      stuck("what a dead server left was not closed for " + TAKE_OVER.toSeconds() + " s");
    }
    survival.died(journal.acknowledged() - before);
    start(server);
  }

  private static void start(ChaosServer server) {
    server.launch();
    server.awaitReady();
  }

  private Duration atMost(int millis) {
    return Duration.ofMillis(1 + random.nextInt(millis));
  }
}
