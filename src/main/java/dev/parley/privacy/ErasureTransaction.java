package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Erasure;
import dev.parley.bus.Pieces;
import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The transaction in which customer, visitors, rooms and messages go. Each statement sees what was
 * committed before it. To be used once.
 */
final class ErasureTransaction {

  /** No statement takes long, however much is said in one room. */
  private static final int MESSAGES_AT_ONCE = 5_000;

  private final UUID id;
  private final Bulk bulk;
  private final Person person;
  private final long mentions;
  private long messages;

  /**
   * What was done.
   *
   * @param visitors who were parted from their secrets, and went
   */
  record Erased(Erasure erasure, List<UUID> visitors) {}

  /**
   * Others were merged with him until he was locked: there is more to erase than was looked for.
   */
  static final class MergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MergedException() {
      super("merged meanwhile");
    }
  }

  ErasureTransaction(UUID id, SqlConnection connection, Person person, long mentions) {
    this.id = id;
    this.bulk = new Bulk(connection, person.domainId());
    this.person = person;
    this.mentions = mentions;
  }

  /**
   * The most goes before anything is locked that a turn may wait for; only answers to what goes do,
   * and are refused then. Fails with {@link MergedException} when he is more than he was.
   */
  Future<Erased> run() {
    return bulk.execute(ErasureQueries.LOCK_TIMEOUT, Tuple.tuple())
        .compose(set -> Belongings.of(bulk.client(), person))
        .compose(it -> forgetCodes(it).compose(gone -> deleteMessages(it)))
        .compose(gone -> lock())
        .compose(this::delete);
  }

  private Future<RowSet<Row>> forgetCodes(Belongings it) {
    return bulk.execute(
            ErasureQueries.DELETE_CODES,
            Tuple.of(person.domainId(), person.addressArray(), array(it.visitors())))
        .compose(
            gone ->
                bulk.execute(
                    ErasureQueries.FORGET_MAILS,
                    Tuple.of(person.domainId()).addArrayOfString(person.mailboxArray())));
  }

  /**
   * What is found before it is locked may have grown when the lock is there, so it is looked for
   * again; what refers to a locked row cannot grow any more.
   */
  private Future<Belongings> lock() {
    return customers()
        .compose(
            customers ->
                bulk.inPieces(ErasureQueries.LOCK_CUSTOMERS, customers)
                    .compose(locked -> requireSame(customers))
                    .compose(same -> lock(customers)));
  }

  private Future<List<UUID>> customers() {
    return Belongings.ids(
        bulk.client(), PersonQueries.CUSTOMERS, Tuple.of(person.domainId(), person.address()));
  }

  /** Whoever merges has the customers locked, too: so from here on they are who they are. */
  private Future<Void> requireSame(List<UUID> before) {
    return person
        .known(bulk.client())
        .compose(
            known ->
                customers()
                    .map(
                        now -> {
                          if (!known.equals(person)
                              || !Set.copyOf(now).equals(Set.copyOf(before))) {
                            throw new MergedException();
                          }
                          return null;
                        }));
  }

  private Future<Belongings> lock(List<UUID> customers) {
    return belongings(customers)
        .compose(it -> bulk.inPieces(ErasureQueries.LOCK_VISITORS, it.visitors()))
        .compose(locked -> belongings(customers))
        .compose(it -> bulk.inPieces(ErasureQueries.LOCK_ROOMS, it.rooms()).map(it))
        .compose(this::lockVisited)
        .compose(locked -> belongings(customers))
        .compose(it -> bulk.inPieces(ErasureQueries.LOCK_ROOMS, it.rooms()).map(it));
  }

  private Future<Belongings> belongings(List<UUID> customers) {
    return Belongings.of(bulk.client(), person.domainId(), customers);
  }

  private Future<Long> lockVisited(Belongings it) {
    return Pieces.of(
        it.visitors(),
        some ->
            Belongings.ids(
                    bulk.client(),
                    ErasureQueries.VISITED_ROOMS,
                    Tuple.of(person.domainId()).addArrayOfUUID(array(some)))
                .compose(rooms -> bulk.inPieces(ErasureQueries.LOCK_ROOMS, rooms)));
  }

  private Future<Erased> delete(Belongings it) {
    return deleteMessages(it)
        .compose(done -> bulk.deleteRooms(it.rooms()))
        .compose(done -> bulk.inPieces(ErasureQueries.DELETE_VISITORS, it.visitors()))
        .compose(done -> bulk.inPieces(ErasureQueries.FORGET_VISITORS, it.visitors()))
        .compose(done -> bulk.inPieces(ErasureQueries.DELETE_CUSTOMERS, it.customers()))
        .compose(done -> record(it))
        .map(erasure -> new Erased(erasure, it.visitors()));
  }

  private Future<Long> deleteMessages(Belongings it) {
    return deleteMessages(ErasureQueries.DELETE_MESSAGES_OF_ROOMS, it.rooms())
        .compose(done -> deleteMessages(ErasureQueries.DELETE_MESSAGES_OF_VISITORS, it.visitors()));
  }

  private Future<Long> deleteMessages(String sql, List<UUID> of) {
    return Pieces.of(
        of,
        some -> {
          Tuple few = Tuple.of(person.domainId(), array(some), MESSAGES_AT_ONCE);
          long before = messages;
          return Rounds.until(() -> bulk.execute(sql, few).map(this::isLast))
              .map(last -> messages - before);
        });
  }

  private Optional<Boolean> isLast(RowSet<Row> deleted) {
    messages += deleted.rowCount();
    return deleted.rowCount() < MESSAGES_AT_ONCE ? Optional.of(true) : Optional.empty();
  }

  private Future<Erasure> record(Belongings it) {
    return bulk.execute(
            ErasureQueries.RECORD,
            Tuple.of(
                id,
                person.domainId(),
                (long) it.customers().size(),
                (long) it.visitors().size(),
                (long) it.rooms().size(),
                messages,
                mentions))
        .map(rows -> Eraser.erasure(rows.iterator().next()));
  }
}
