package dev.parley.privacy;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.Erasure;
import dev.parley.bus.ErasurePage;
import dev.parley.bus.ExportPage;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.PrivacyRequest;
import dev.parley.bus.Retention;
import dev.parley.database.Absence;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Answers the {@code privacy.…} addresses of {@link Addresses}, and deletes in the background what
 * is older than its tenant keeps it, and the tenants that are deleted.
 */
public final class PrivacyVerticle extends VerticleBase {

  private final Pool pool;
  private final Duration retentionEvery;
  private final Duration longestAnswer;

  private Eraser eraser;
  private Exporter exporter;
  private OldRooms oldRooms;
  private DeletedDomains deletedDomains;

  /**
   * @param pool the database
   * @param retentionEvery how often is looked for what is too old
   * @param longestAnswer how long an answer may take: an erasure waits for those that are being
   *     said
   */
  public PrivacyVerticle(Pool pool, Duration retentionEvery, Duration longestAnswer) {
    this.pool = pool;
    this.retentionEvery = retentionEvery;
    this.longestAnswer = longestAnswer;
  }

  @Override
  public Future<?> start() {
    eraser = new Eraser(vertx, pool, longestAnswer);
    exporter = new Exporter(vertx, pool);
    oldRooms = new OldRooms(vertx, pool);
    oldRooms.every(retentionEvery);
    deletedDomains = new DeletedDomains(vertx, pool);
    deletedDomains.watch();
    Bus bus = new Bus(vertx);
    bus.listen(Addresses.DOMAIN_CHANGED, changed -> deletedDomains.run());
    return Future.all(
        answer(bus, Addresses.PRIVACY_EXPORT, this::export),
        answer(bus, Addresses.PRIVACY_ERASE, this::erase),
        answer(bus, Addresses.PRIVACY_ERASURES, this::erasures),
        answer(bus, Addresses.PRIVACY_RETENTION, this::retention),
        answer(bus, Addresses.PRIVACY_RETENTION_SET, this::setRetention));
  }

  @Override
  public Future<?> stop() {
    oldRooms.stop();
    deletedDomains.stop();
    return Future.succeededFuture();
  }

  private Future<ExportPage> export(PrivacyRequest.Export request) {
    return known(request.domainId())
        .compose(
            it -> exporter.page(Person.of(request.domainId(), request.email()), request.after()));
  }

  private Future<Erasure> erase(PrivacyRequest.Erase request) {
    return known(request.domainId())
        .compose(it -> eraser.erase(Person.of(request.domainId(), request.email())));
  }

  private Future<ErasurePage> erasures(PrivacyRequest.ListErasures request) {
    return known(request.domainId())
        .compose(
            it ->
                pool.preparedQuery(ErasureQueries.ERASURES)
                    .execute(
                        Tuple.of(
                            request.domainId(),
                            request.cursor().map(PrivacyVerticle::id).orElse(null),
                            request.limit() + 1)))
        .map(rows -> page(rows, request.limit()));
  }

  private static UUID id(String cursor) {
    try {
      return UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldException("cursor", "must be the next of a page");
    }
  }

  private static ErasurePage page(RowSet<Row> rows, int limit) {
    List<Erasure> found =
        StreamSupport.stream(rows.spliterator(), false).map(Eraser::erasure).toList();
    List<Erasure> items = found.stream().limit(limit).toList();
    return new ErasurePage(
        items,
        found.size() > limit
            ? Optional.of(items.get(limit - 1).id().toString())
            : Optional.empty());
  }

  private Future<Retention> retention(PrivacyRequest.ShowRetention request) {
    return retention(RetentionQueries.RETENTION, Tuple.of(request.domainId()));
  }

  private Future<Retention> setRetention(PrivacyRequest.SetRetention request) {
    return retention(
        RetentionQueries.SET_RETENTION, Tuple.of(request.domainId(), request.days().orElse(null)));
  }

  private Future<Retention> retention(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .map(PrivacyVerticle::requireRow)
        .map(row -> new Retention(Optional.ofNullable(row.getInteger("retention_days"))));
  }

  private Future<Row> known(UUID domainId) {
    return pool.preparedQuery(PersonQueries.DOMAIN)
        .execute(Tuple.of(domainId))
        .map(PrivacyVerticle::requireRow);
  }

  private static Row requireRow(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("there is no such domain");
    }
    return rows.iterator().next();
  }

  private static <Q, R> Future<Void> answer(
      Bus bus, Address<Q, R> address, Function<Q, Future<R>> answer) {
    return bus.answer(address, (Q request) -> answer.apply(request).recover(Absence::told))
        .completion();
  }
}
