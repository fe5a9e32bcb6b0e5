package dev.parley.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Carries out what is planned, each at a random moment. Used by one thread. */
final class Faults {

  /** How long it may take after a fault, at most, until visitors get answers again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** After which PostgreSQL's keep-alives give up a connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(11);

  private final ChaosServer server;
  private final ChaosPostgres postgres;
  private final ChaosNetwork network;
  private final LongSupplier answers;
  private final int enough;
  private final Random random;
  private final Consumer<String> teller;
  private final List<String> stuck = new ArrayList<>();

  /**
   * @param answers how many have ended so far
   * @param enough so many have to end before things are said to go on
   * @param teller is told what happens
   */
  Faults(
      ChaosServer server,
      ChaosPostgres postgres,
      ChaosNetwork network,
      LongSupplier answers,
      int enough,
      Random random,
      Consumer<String> teller) {
    this.server = server;
    this.postgres = postgres;
    this.network = network;
    this.answers = answers;
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

  /** After which nobody got an answer for too long. */
  List<String> stuck() {
    return stuck;
  }

  private void awaitAnswers(String after) {
    long before = answers.getAsLong();
    if (!Pause.until(() -> answers.getAsLong() >= before + enough, PATIENCE)) {
      stuck.add("not enough answers for " + PATIENCE.toSeconds() + " s after: " + after);
      teller.accept(stuck.get(stuck.size() - 1));
    }
  }

  private void carryOut(Fault fault) throws Exception {
    switch (fault) {
      case SERVER_KILLED -> killServer();
      case SERVER_KILLED_TWICE -> {
        server.kill();
        server.launch();
        Pause.of(atMost(1500));
        killServer();
      }
      case DATABASE_KILLED -> {
        postgres.kill();
        Pause.of(atMost(1500));
        postgres.start();
      }
      case BOTH_KILLED -> {
        postgres.kill();
        Pause.of(atMost(200));
        server.kill();
        postgres.start();
        server.launch();
        server.awaitReady();
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

  private void killServer() throws Exception {
    server.kill();
    server.launch();
    server.awaitReady();
  }

  private Duration atMost(int millis) {
    return Duration.ofMillis(1 + random.nextInt(millis));
  }
}
