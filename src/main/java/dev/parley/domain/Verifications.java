package dev.parley.domain;

import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Ends what the tenants' sites vouched for, when a secret of theirs has leaked perhaps.
 * Thread-safe.
 */
final class Verifications {

  /**
   * By then nobody takes a proof for good that an ended secret vouched for: a process keeps what it
   * read of the secrets for 5 s, and a turn waits for the database for {@code turns.timeout}, 9 s
   * at most.
   */
  static final Duration SETTLED = Duration.ofSeconds(16);

  private static final UUID FIRST = new UUID(0, 0);

  private final Pool pool;
  private final Duration settled;

  Verifications(Pool pool, Duration settled) {
    this.pool = pool;
    this.settled = settled;
  }

  /**
   * Nobody of that tenant is verified any more, whoever was vouched for before this. Done at once,
   * and once more when all processes know that the secret has ended.
   */
  Future<Void> end(Vertx vertx, UUID domainId) {
    return endThose(domainId)
        .compose(done -> vertx.timer(settled.toMillis(), TimeUnit.MILLISECONDS))
        .compose(elapsed -> endThose(domainId));
  }

  /** Some at a time, so that a tenant with many visitors holds up none of them. */
  private Future<Void> endThose(UUID domainId) {
    UUID[] after = {FIRST};
    return Rounds.until(
            () ->
                pool.preparedQuery(DomainQueries.END_VERIFICATIONS)
                    .execute(Tuple.of(domainId, after[0]))
                    .map(
                        rows -> {
                          for (Row row : rows) {
                            after[0] = row.getUUID("id");
                            return Optional.<Boolean>empty();
                          }
                          return Optional.of(true);
                        }))
        .mapEmpty();
  }
}
