package dev.parley.chaos;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Said;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A visitor, then another one, and so on: each says one message after the other, and sees each
 * through, as a good widget does, whatever happens: by a retry, at times by two at once, on the
 * same connection or on another one, or by a resume. Now and then he vanishes in the middle of an
 * answer and comes back, presses stop, or leaves for good. Of several servers he takes any for a
 * new message, and the next one each time that an answer has broken off, as behind a load balancer;
 * a retry beside the first and a stop reach another one than the message did.
 */
final class ChaosClient implements Runnable {

  /** How many addresses new visitors give at a time; soon they give other ones. */
  private static final int POOL = 6;

  private static final int MESSAGES_PER_POOL = 12;

  private final int number;
  private final Random random;
  private final Journal journal;
  private final List<UUID> domains;
  private final List<ChatClient> connections;
  private final List<Integer> ports;
  private final Load load;

  private int messages;
  private int visitors;
  private int server;
  private String visitor = "";
  private UUID domain;

  /** Whether there is to be more of it. */
  interface Load {

    /** No new message is begun after it has ended. */
    boolean ended();

    /** What was begun is seen through until then. */
    boolean timeIsUp();
  }

  /**
   * @param number sets its visitors apart from all others
   * @param connections ways to a server, of which it takes any
   * @param ports the servers
   */
  ChaosClient(
      int number,
      long seed,
      Journal journal,
      List<UUID> domains,
      List<ChatClient> connections,
      List<Integer> ports,
      Load load) {
    this.number = number;
    this.random = new Random(seed * 1_000_003 + number);
    this.journal = journal;
    this.domains = domains;
    this.connections = connections;
    this.ports = ports;
    this.load = load;
  }

  @Override
  public void run() {
    while (!load.ended()) {
      if (visitor.isEmpty() || chance(15)) {
        visitor = "visitor-" + number + "-" + ++visitors;
        domain = domains.get(random.nextInt(domains.size()));
      }
      seeThrough(nextMessage());
    }
  }

  private Message nextMessage() {
    String name = number + "-" + ++messages;
    Optional<String> email = chance(35) ? Optional.of(address()) : Optional.empty();
    String text =
        email
            .map(address -> "My email is " + address + ", says " + name)
            .orElse("What about " + name + "?");
    return new Message(domain, visitor, "key-" + messages, text, email);
  }

  private String address() {
    return "pool-%d-%d@chaos.example".formatted(messages / MESSAGES_PER_POOL, random.nextInt(POOL));
  }

  private void seeThrough(Message message) {
    Hearing heard = Hearing.NOTHING;
    boolean leaves = chance(5);
    server = random.nextInt(ports.size());
    while (!load.timeIsUp()) {
      heard = heard.canGoOn() && chance(50) ? resume(message, heard) : ask(message);
      if (heard.isOver()) {
        return;
      } else if (leaves) {
        journal.write(new Entry.GaveUp(message.id()));
        return;
      }
      server++;
      Pause.of(Duration.ofMillis(20 + random.nextInt(300)));
    }
  }

  private Hearing ask(Message message) {
    journal.write(new Entry.Sent(message));
    Said said = say(message, port());
    Optional<Said> twin = chance(10) ? Optional.of(say(message, nextPort())) : Optional.empty();
    int elsewhere = nextPort();
    if (chance(25)) {
      said.cutAfter(1 + random.nextInt(6));
    } else if (chance(8)) {
      said.begun()
          .onSuccess(
              begun -> {
                if (begun.acknowledged()) {
                  connection().stop(elsewhere, message.visitor(), begun.turn());
                }
              });
    }
    Hearing heard = hear(message, Hearing.NOTHING, said);
    return twin.map(other -> hear(message, Hearing.NOTHING, other))
        .filter(Hearing::isOver)
        .orElse(heard);
  }

  private Said say(Message message, int port) {
    Said said =
        connection()
            .sayOnce(port, message.domain(), message.visitor(), message.text(), message.key());
    said.begun().onSuccess(begun -> acknowledge(message, begun));
    return said;
  }

  private Hearing resume(Message message, Hearing before) {
    Said said =
        connection().resume(port(), message.visitor(), before.turn(), before.text().length());
    said.begun().onSuccess(begun -> acknowledge(message, begun));
    return hear(message, before, said);
  }

  private void acknowledge(Message message, Said begun) {
    if (begun.acknowledged()) {
      journal.write(new Entry.Acknowledged(message.id(), begun.turn()));
    }
  }

  private Hearing hear(Message message, Hearing before, Said said) {
    try {
      said.await();
    } catch (AssertionError notOver) {
      journal.write(new Entry.Hung(message.id()));
      return Hearing.NOTHING;
    }
    Hearing heard = before.and(said);
    journal.write(
        heard.isOver()
            ? new Entry.Ended(message.id(), heard.turn(), heard.text())
            : new Entry.BrokeOff(
                message.id(), said.status(), heard.text().length(), refusal(said)));
    return heard;
  }

  private static String refusal(Said said) {
    return said.status() == 200 ? "" : said.toString();
  }

  private int port() {
    return ports.get(server % ports.size());
  }

  private int nextPort() {
    return ports.get((server + 1) % ports.size());
  }

  private ChatClient connection() {
    return connections.get(random.nextInt(connections.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
