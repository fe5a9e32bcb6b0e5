package dev.parley.domain;

import dev.parley.bus.BotKind;
import dev.parley.bus.DomainPage;
import dev.parley.bus.DomainRemoved;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainView;
import dev.parley.bus.Failure;
import dev.parley.database.Ids;
import dev.parley.domain.Cursors.Cut;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** The tenants and their settings. Thread-safe. */
final class Tenants {

  private final Pool pool;
  private final Ids ids = new Ids();

  Tenants(Pool pool) {
    this.pool = pool;
  }

  Future<DomainView> create(String name) {
    UUID id = ids.create();
    return create(id, name).compose(done -> show(id));
  }

  /** Creates the tenant with this id, unless it is there. */
  Future<Void> create(UUID id, String name) {
    return pool.preparedQuery(DomainQueries.CREATE).execute(Tuple.of(id, name)).mapEmpty();
  }

  /** Fails with {@link Failure#UNKNOWN_DOMAIN}. */
  Future<DomainView> show(UUID id) {
    return pool.preparedQuery(DomainQueries.SHOW)
        .execute(Tuple.of(id))
        .map(rows -> requireRow(rows, id))
        .map(Tenants::view);
  }

  /**
   * From now on there is no such tenant; its rows are there until they are deleted. Done twice, it
   * is done once. Fails with {@link Failure#UNKNOWN_DOMAIN}, or with {@link Failure#STILL_ON}.
   */
  Future<DomainRemoved> remove(UUID id) {
    return pool.preparedQuery(DomainQueries.REMOVE)
        .execute(Tuple.of(id))
        .compose(
            removed ->
                removed.rowCount() == 1
                    ? Future.succeededFuture(new DomainRemoved(id))
                    : show(id).map(Tenants::requireOff));
  }

  /** It was not, a moment ago. */
  private static DomainRemoved requireOff(DomainView domain) {
    throw Failure.STILL_ON.because("the domain " + domain.id() + " is on");
  }

  Future<DomainPage> list(DomainRequest.ListAll request) {
    return pool.preparedQuery(DomainQueries.LIST)
        .execute(Tuple.of(Cursors.after(request.cursor()), request.limit() + 1))
        .map(rows -> Cut.of(rows, request.limit(), Tenants::view, DomainView::id))
        .map(cut -> new DomainPage(cut.items(), cut.next()));
  }

  Future<DomainView> chooseBot(DomainRequest.ChooseBot request) {
    Tuple choice = Tuple.of(request.domainId(), request.bot().label(), request.text().orElse(null));
    return pool.preparedQuery(DomainQueries.CHOOSE_BOT)
        .execute(choice)
        .compose(done -> show(request.domainId()));
  }

  static Row requireRow(RowSet<Row> rows, UUID domainId) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("there is no domain " + domainId);
    }
    return rows.iterator().next();
  }

  /** Fails with {@link Failure#NOT_FOUND}; whether there is such a tenant was looked at before. */
  static Row requireThing(RowSet<Row> rows, String what, Object id) {
    if (rows.size() == 0) {
      throw Failure.NOT_FOUND.because("there is no " + what + " " + id);
    }
    return rows.iterator().next();
  }

  private static DomainView view(Row row) {
    return new DomainView(
        row.getUUID("id"),
        row.getString("name"),
        row.getBoolean("enabled"),
        BotKind.named(row.getString("bot")).orElseThrow(),
        row.getString("fixed_text"),
        row.getString("greeting"),
        row.getString("locale"),
        row.getString("language"),
        List.of(row.getArrayOfStrings("allowed_origins")),
        Policies.limits(row),
        row.getInteger("articles"));
  }
}
