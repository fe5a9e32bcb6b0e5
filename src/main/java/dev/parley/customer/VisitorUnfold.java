package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.bus.UnfoldVisitor;
import dev.parley.bus.VisitorUnfolded;
import dev.parley.database.Ids;
import dev.parley.logging.Audit;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes that a visitor was taken for a customer. He is nobody's again, and not verified; the room
 * that he had before is his own again, and what he wrote and was answered in the customer's rooms
 * goes back into it, not verified either: whoever he is taken for next never vouched for it. Done
 * twice, it is done once. Not thread-safe.
 *
 * <p>When he had no room before, he gets a new one. That also holds when his room had become the
 * customer's, since he was the first to give the address: others may have written there meanwhile,
 * rooms were folded into it, and the customer keeps it, perhaps empty, as he keeps his address.
 */
final class VisitorUnfold {

  private static final Logger LOG = LoggerFactory.getLogger(VisitorUnfold.class);

  private final Mending mending;
  private final Ids ids;

  VisitorUnfold(Mending mending, Ids ids) {
    this.mending = mending;
    this.ids = ids;
  }

  /**
   * @param room his own room; empty while he needs none
   * @param messages how many were moved into it
   */
  private record Own(Optional<UUID> room, int messages) {}

  /**
   * Fails with {@link Failure#NOT_FOUND} when the domain has no such visitor, and with {@link
   * Failure#OVERLOADED} while an answer to him is about to begin.
   */
  Future<VisitorUnfolded> unfold(UnfoldVisitor request) {
    return mending
        .run(
            request.domainId(),
            connection ->
                visitor(connection, request)
                    .compose(visitor -> unfold(connection, request, visitor)))
        .onSuccess(
            done ->
                LOG.info(
                    Audit.MARKER,
                    "Visitor {} is nobody's any more; messages that went with him: {}",
                    done.visitorId(),
                    done.messages()));
  }

  private static Future<Row> visitor(PgConnection connection, UnfoldVisitor request) {
    Tuple id = Tuple.of(request.domainId(), request.visitorId());
    return Mending.one(connection, IdentityQueries.LOCK_VISITOR, id)
        .map(
            row -> {
              if (row == null) {
                throw Failure.NOT_FOUND.because("no such visitor");
              }
              return row;
            });
  }

  /**
   * Most is moved while others go on, and the rest while they wait, so that they wait no longer for
   * a visitor who wrote much.
   */
  private Future<VisitorUnfolded> unfold(
      PgConnection connection, UnfoldVisitor request, Row visitor) {
    UUID visitorId = visitor.getUUID("id");
    UUID customerId = visitor.getUUID("customer_id");
    return requireAnswered(connection, visitorId)
        .compose(quiet -> own(connection, request, customerId))
        .compose(own -> move(connection, visitorId, customerId, own))
        .compose(
            own ->
                mending
                    .lock(connection, IdentityQueries.ALL)
                    .compose(locked -> requireAnswered(connection, visitorId))
                    .compose(quiet -> lateRoom(connection, request, customerId, own)))
        .compose(own -> move(connection, visitorId, customerId, own))
        .compose(own -> reopen(connection, own))
        .compose(
            own ->
                Mending.all(connection, IdentityQueries.UNBIND_VISITOR, Tuple.of(visitorId))
                    .map(done -> new VisitorUnfolded(visitorId, own.room(), own.messages())));
  }

  /** Nobody could write the first thing meanwhile but to a room that is there by now. */
  private Future<Own> lateRoom(
      PgConnection connection, UnfoldVisitor request, UUID customerId, Own own) {
    return own.room().isPresent()
        ? Future.succeededFuture(own)
        : own(connection, request, customerId);
  }

  private Future<Own> own(PgConnection connection, UnfoldVisitor request, UUID customerId) {
    Tuple both = Tuple.of(request.visitorId(), customerId);
    return Mending.one(connection, IdentityQueries.OWN_ROOM, both)
        .compose(
            room ->
                room != null
                    ? Future.succeededFuture(new Own(Optional.of(room.getUUID("id")), 0))
                    : Mending.one(connection, IdentityQueries.WROTE, both)
                        .compose(wrote -> wrote == null ? none() : make(connection, request)));
  }

  private static Future<Own> none() {
    return Future.succeededFuture(new Own(Optional.empty(), 0));
  }

  private Future<Own> make(PgConnection connection, UnfoldVisitor request) {
    UUID room = ids.create();
    return Mending.all(
            connection,
            IdentityQueries.MAKE_ROOM,
            Tuple.of(room, request.domainId(), request.visitorId()))
        .map(made -> new Own(Optional.of(room), 0));
  }

  private static Future<Own> move(
      PgConnection connection, UUID visitorId, UUID customerId, Own own) {
    return own.room().isEmpty()
        ? Future.succeededFuture(own)
        : Mending.change(
                connection,
                IdentityQueries.MOVE_MESSAGES,
                Tuple.of(visitorId, customerId, own.room().get()))
            .compose(
                moved ->
                    Mending.all(
                            connection,
                            IdentityQueries.DOUBT_MESSAGES,
                            Tuple.of(visitorId, own.room().get()))
                        .map(doubted -> new Own(own.room(), own.messages() + moved)));
  }

  private static Future<Void> requireAnswered(PgConnection connection, UUID visitorId) {
    return Mending.one(connection, IdentityQueries.AWAITS_ANSWER, Tuple.of(visitorId))
        .compose(
            question ->
                question == null
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failure.OVERLOADED.because("an answer to him is under way")));
  }

  private static Future<Own> reopen(PgConnection connection, Own own) {
    return own.room().isEmpty()
        ? Future.succeededFuture(own)
        : Mending.all(connection, IdentityQueries.REOPEN_ROOM, Tuple.of(own.room().get()))
            .map(done -> own);
  }
}
