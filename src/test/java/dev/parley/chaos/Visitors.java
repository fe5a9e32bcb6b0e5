package dev.parley.chaos;

import dev.parley.testing.ChatClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** All who talk at once, each in a thread of his own. */
final class Visitors implements AutoCloseable, ChaosClient.Load {

  private final List<Thread> threads = new ArrayList<>();
  private final List<ChatClient> connections = List.of(new ChatClient(true), new ChatClient(false));
  private volatile boolean ended;
  private volatile long deadline = Long.MAX_VALUE;

  Visitors(ChaosSettings settings, Journal journal, List<UUID> domains, List<Integer> ports) {
    for (int i = 0; i < settings.clients(); i++) {
      ChaosClient client =
          new ChaosClient(i, settings.seed(), journal, domains, connections, ports, this);
      Thread thread = new Thread(client, "visitors " + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void begin() {
    threads.forEach(Thread::start);
  }

  /** They begin nothing new, and see through what they have begun. */
  void end(Duration patience) {
    deadline = System.currentTimeMillis() + patience.toMillis();
    ended = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean timeIsUp() {
    return System.currentTimeMillis() > deadline;
  }

  @Override
  public void close() {
    end(Duration.ZERO);
    connections.forEach(ChatClient::close);
  }
}
