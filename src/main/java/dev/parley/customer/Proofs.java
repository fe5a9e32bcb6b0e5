package dev.parley.customer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bus.Failure;
import dev.parley.bus.Proof;
import dev.parley.email.EmailAddress;
import dev.parley.logging.LogPace;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what sites vouch for. A domain's secrets are read once, for all that come meanwhile, and
 * kept for a few seconds, so that a rotation in another process is seen too; so a turn seldom waits
 * for them. Bounded. Not thread-safe.
 */
final class Proofs {

  private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final int MOST_KEPT = 10_000;

  private final Enquiries enquiries;
  private final LogPace pace = new LogPace(System::nanoTime);
  private final Cache<UUID, Future<List<String>>> kept =
      Caffeine.newBuilder()
          .expireAfterWrite(KEPT)
          .maximumSize(MOST_KEPT)
          .executor(Runnable::run)
          .build();

  Proofs(Enquiries enquiries) {
    this.enquiries = enquiries;
  }

  /**
   * The address that the proof is for. Fails with {@link Failure#UNKNOWN_DOMAIN}, or with {@link
   * Failure#UNPROVEN}, which does not say what is wrong with it.
   */
  Future<EmailAddress> check(UUID domainId, Proof proof) {
    return secrets(domainId)
        .map(
            secrets ->
                ProofCheck.address(proof, secrets)
                    .orElseThrow(() -> unproven(domainId, proof, secrets)));
  }

  /** The visitor is not told what is wrong, so whoever builds the site's part finds it here. */
  private ReplyException unproven(UUID domainId, Proof proof, List<String> secrets) {
    if (pace.mayTell()) {
      LOG.info("A proof for domain {} does not hold: {}", domainId, ProofFlaw.of(proof, secrets));
    }
    return Failure.UNPROVEN.because("the proof does not hold");
  }

  /** A domain's secrets may have changed. */
  void forget(UUID domainId) {
    kept.invalidate(domainId);
  }

  private Future<List<String>> secrets(UUID domainId) {
    Future<List<String>> secrets = kept.getIfPresent(domainId);
    if (secrets == null) {
      secrets = read(domainId);
      kept.put(domainId, secrets);
      secrets.onFailure(
          failure -> kept.invalidate(domainId)); // perhaps at once, so after it is put
    }
    return secrets;
  }

  private Future<List<String>> read(UUID domainId) {
    return enquiries
        .ask(SqlQueries.DOMAIN_SECRETS, Tuple.of(domainId))
        .map(Proofs::requireDomain)
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString("secret"))
                    .filter(Objects::nonNull)
                    .toList());
  }

  private static RowSet<Row> requireDomain(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("no such domain");
    }
    return rows;
  }
}
