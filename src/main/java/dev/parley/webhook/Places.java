package dev.parley.webhook;

import dev.parley.settings.WebhookSettings;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The places of a process, one for each delivery that it sends: who has how many of them. A webhook
 * has a few, and all together whose receivers were slow at last have half, however many they are:
 * the other half is for those who answer. Not thread-safe.
 */
final class Places {

  static final int ALL = 256;

  private static final int FOR_THE_SLOW = ALL / 2;

  private final WebhookSettings settings;
  private final Map<UUID, Integer> taken = new HashMap<>();

  /** All of them are told to the database with each claim. */
  private final SlowOnes slow;

  Places(WebhookSettings settings) {
    this.settings = settings;
    this.slow = new SlowOnes(settings.timeout().dividedBy(4));
  }

  void take(UUID webhookId) {
    taken.merge(webhookId, 1, Integer::sum);
  }

  /**
   * Frees one.
   *
   * @param took how long the attempt was under way, whatever came of it
   */
  void free(UUID webhookId, Duration took) {
    taken.computeIfPresent(webhookId, (id, n) -> n == 1 ? null : n - 1);
    slow.note(webhookId, took);
  }

  boolean areLeft() {
    return left() > 0;
  }

  private int left() {
    return ALL - taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int leftForTheSlow() {
    int used = slow.all().stream().mapToInt(id -> taken.getOrDefault(id, 0)).sum();
    return Math.max(0, FOR_THE_SLOW - used);
  }

  /** The parameters of {@link WebhookQueries#CLAIM}, for all that has a place. */
  Tuple claim() {
    return Tuple.tuple()
        .addArrayOfUUID(taken.keySet().toArray(UUID[]::new))
        .addArrayOfInteger(taken.values().toArray(Integer[]::new))
        .addInteger(settings.concurrency())
        .addInteger(left())
        .addInteger(lease())
        .addArrayOfUUID(slow.all().toArray(UUID[]::new))
        .addInteger(leftForTheSlow());
  }

  /** In milliseconds. What is claimed is sent at once, and its attempt is over in its time. */
  private int lease() {
    return Math.toIntExact(settings.timeout().multipliedBy(2).plusSeconds(2).toMillis());
  }
}
