package dev.parley.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to the servers, their database, and the network between them. */
enum Fault {
  SERVER_KILLED("a server is killed"),
  SERVER_KILLED_TWICE("a server is killed, and again while it starts"),
  SERVER_MISSED("a server is killed, and back when another one has closed what it left"),
  ALL_SERVERS_KILLED("all servers are killed"),
  DATABASE_KILLED("PostgreSQL is killed"),
  BOTH_KILLED("PostgreSQL and a server are killed"),
  CUT("all connections are reset"),
  REPLY_LOST("the reply to a statement is lost"),
  STALL("nothing passes for a while"),
  HALF_SENT("half of a statement is sent"),
  DELAY("all is late"),
  DROP("connections are half open");

  private static final List<Fault> OF_THE_NETWORK =
      List.of(CUT, REPLY_LOST, STALL, HALF_SENT, DELAY, DROP);

  /** Of so many kills of each kind, one is of both at once; and one is done twice. */
  private static final int ONE_IN = 4;

  private final String what;

  Fault(String what) {
    this.what = what;
  }

  /**
   * So many, in a random order. One that kills both counts for both; one that kills twice, or two,
   * twice.
   *
   * @param servers how many there are; of more than one, some are missed for a while
   */
  static List<Fault> plan(int servers, int kills, int databaseKills, int cuts, Random random) {
    int both = Math.min(kills, databaseKills) / ONE_IN;
    int twice = (kills - both) / (2 * ONE_IN);
    int all = servers > 1 ? (kills - both) / (servers * ONE_IN) : 0;
    int single = kills - both - 2 * twice - servers * all;
    int missed = servers > 1 ? (single + 1) / 2 : 0;
    List<Fault> plan = new ArrayList<>();
    plan.addAll(Collections.nCopies(both, BOTH_KILLED));
    plan.addAll(Collections.nCopies(twice, SERVER_KILLED_TWICE));
    plan.addAll(Collections.nCopies(all, ALL_SERVERS_KILLED));
    plan.addAll(Collections.nCopies(missed, SERVER_MISSED));
    plan.addAll(Collections.nCopies(single - missed, SERVER_KILLED));
    plan.addAll(Collections.nCopies(databaseKills - both, DATABASE_KILLED));
    for (int i = 0; i < cuts; i++) {
      plan.add(OF_THE_NETWORK.get(i % OF_THE_NETWORK.size()));
    }
    Collections.shuffle(plan, random);
    return plan;
  }

  @Override
  public String toString() {
    return what;
  }
}
