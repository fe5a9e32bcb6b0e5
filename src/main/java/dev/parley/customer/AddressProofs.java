package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.bus.Outcome;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A visitor has proven his address by a code: he is verified, as by a turn that his site vouches
 * for. Goes to the database beside the turns, as if from another process, so by the rules by which
 * processes meet there: what raced is sent again, and sees the winner. Not thread-safe.
 */
final class AddressProofs {

  private static final int MOST_RACES_LOST = 5;

  private final Enquiries enquiries;
  private final Ids ids;
  private final TurnEvents events;
  private final CodeMetrics metrics;

  /** A proof under way, with every id that it may need: so it can be sent again. */
  private record Attempt(UUID codeId, UUID id, UUID visitor, UUID customer, UUID room) {

    Tuple parameters() {
      Tuple parameters = Tuple.of(codeId);
      for (UUID made : List.of(visitor, customer, room, id)) {
        parameters.addArrayOfUUID(new UUID[] {made});
      }
      return parameters;
    }
  }

  AddressProofs(Enquiries enquiries, Ids ids, TurnEvents events, CodeMetrics metrics) {
    this.enquiries = enquiries;
    this.ids = ids;
    this.events = events;
    this.metrics = metrics;
  }

  /** One failure for every code that is not right. */
  static ReplyException wrong() {
    return Failure.UNPROVEN.because("the code is not right");
  }

  /**
   * Uses the code, and binds and verifies its visitor, in one transaction; then tells those who
   * listen. Fails with {@link Failure#UNPROVEN} when the code was used meanwhile, or replaced.
   */
  Future<Recognition> prove(UUID codeId) {
    Attempt attempt = new Attempt(codeId, ids.create(), ids.create(), ids.create(), ids.create());
    return prove(attempt, 0, false)
        .onSuccess(
            proven -> {
              metrics.right(proven.outcome());
              events.recognised(proven);
            });
  }

  private Future<Recognition> prove(Attempt attempt, int racesLost, boolean customerRaced) {
    return enquiries
        .ask(TurnQueries.PROVE_ADDRESS, attempt.parameters())
        .compose(
            rows -> {
              Row row = only(rows);
              return row.getUUID("room") != null
                  ? Future.succeededFuture(recognition(attempt, row, customerRaced))
                  : again(attempt, racesLost, customerRaced || row.getBoolean("customer_raced"));
            },
            cause ->
                // What it had found was deleted meanwhile: a new statement makes it anew.
                DatabaseFailure.isDangling(cause)
                    ? again(attempt, racesLost, customerRaced)
                    : Future.failedFuture(cause));
  }

  private Future<Recognition> again(Attempt attempt, int racesLost, boolean customerRaced) {
    return racesLost + 1 < MOST_RACES_LOST
        ? prove(attempt, racesLost + 1, customerRaced)
        : Future.failedFuture(Failure.UNAVAILABLE.because("raced too often"));
  }

  private static Row only(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw wrong();
    }
    return rows.iterator().next();
  }

  private static Recognition recognition(Attempt attempt, Row row, boolean raced) {
    UUID customer = row.getUUID("customer");
    UUID room = row.getUUID("room");
    Outcome otherwise = raced ? Outcome.RACED : Outcome.FOUND;
    return new Recognition(
        row.getUUID("domain_id"),
        attempt.id(),
        customer,
        row.getString("email"),
        customer.equals(attempt.customer()) ? Outcome.CREATED : otherwise,
        room,
        Optional.ofNullable(row.getUUID("anonymous_room")),
        room.equals(attempt.room()));
  }
}
