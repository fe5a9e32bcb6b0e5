package dev.parley.bench;

import dev.parley.testing.BadClients;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.UUID;

/** One kind of bad clients, for a while: says when they are there. Blocking. */
final class Attack {

  private static final int FLOOD_ROUND = 500;

  private final int port;
  private final UUID domain;
  private final PrintStream out;

  Attack(int port, UUID domain, PrintStream out) {
    this.port = port;
    this.domain = domain;
    this.out = out;
  }

  /**
   * @param attacker as {@code scripts/siege} names it
   */
  void run(String attacker, int count, Duration length) throws IOException, InterruptedException {
    try (BadClients bad = new BadClients(port)) {
      switch (attacker) {
        case "stalled" -> bad.stalledReaders(count, domain);
        case "idle" -> bad.idle(count);
        case "heads" -> bad.slowHeads(count);
        case "bodies" -> bad.slowBodies(count, domain);
        case "chunks" -> bad.oneByteChunks(count, domain);
        case "flood" -> bad.flood(FLOOD_ROUND);
        default -> throw new IllegalArgumentException("there is no attacker " + attacker);
      }
      out.println("there\t" + count);
      out.flush();
      long until = System.nanoTime() + length.toNanos();
      int rounds = attacker.equals("flood") ? count / FLOOD_ROUND : 0;
      for (int i = 1; i < rounds && System.nanoTime() < until; i++) {
        bad.flood(FLOOD_ROUND);
      }
      Thread.sleep(Math.max(0, (until - System.nanoTime()) / 1_000_000));
    }
  }
}
