package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.Pieces;
import dev.parley.bus.Rounds;
import dev.parley.email.AddressRemover;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where a person's addresses stand in what others said. No index leads there, so rooms are read
 * through, some messages at a time: no statement takes long, and nobody waits for any. What is an
 * address, and whether it is this one, is decided as where visitors are recognised. Thread-safe.
 */
final class Mentions {

  private static final int ROOMS_AT_ONCE = 25;
  private static final int MESSAGES_AT_ONCE = 2_500;

  private final Vertx vertx;
  private final Pool pool;
  private final Person person;
  private final AddressRemover remover;

  /**
   * A message in which one stands.
   *
   * @param body what it says
   * @param struck the same without his addresses
   */
  record Mention(UUID id, UUID roomId, OffsetDateTime createdAt, String body, String struck) {}

  Mentions(Vertx vertx, Pool pool, Person person) {
    this.vertx = vertx;
    this.pool = pool;
    this.person = person;
    this.remover = person.remover();
  }

  /** The tenant's next rooms. */
  Future<List<UUID>> roomsAfter(UUID room) {
    return Belongings.ids(
        pool, PersonQueries.ROOM_PAGE, Tuple.of(person.domainId(), room, ROOMS_AT_ONCE));
  }

  /** Those in some rooms, from the beginning of each. */
  Reading in(Collection<UUID> rooms) {
    Map<UUID, UUID> places = new LinkedHashMap<>();
    rooms.forEach(room -> places.put(room, PageWalk.FIRST));
    return new Reading(places);
  }

  /** Those in a room, behind one of its messages. */
  Reading in(UUID room, UUID after) {
    return new Reading(Map.of(room, after));
  }

  /**
   * Some rooms that are read at once, each from where it was left off. Whatever is found is to be
   * done with before the next round: there may be as much of it as anybody cares to write. To be
   * used by one at a time.
   */
  final class Reading {

    private final Map<UUID, UUID> places;

    private Reading(Map<UUID, UUID> places) {
      this.places = new LinkedHashMap<>(places);
    }

    boolean isOver() {
      return places.isEmpty();
    }

    /** The last message that was read in each room that is not through. */
    Map<UUID, UUID> places() {
      return Collections.unmodifiableMap(places);
    }

    /** What stands in the next messages, of which there are no more than are read at once. */
    Future<List<Mention>> next() {
      int each = Math.max(1, MESSAGES_AT_ONCE / places.size());
      return pool.preparedQuery(PersonQueries.SCAN)
          .execute(
              Tuple.of(person.domainId(), array(places.keySet()), array(places.values()), each))
          .compose(
              rows -> {
                places.clear();
                places.putAll(leftOff(rows, each));
                return found(rows);
              });
    }
  }

  private static Map<UUID, UUID> leftOff(RowSet<Row> rows, int each) {
    Map<UUID, UUID> last = new LinkedHashMap<>();
    Map<UUID, Integer> counts = new LinkedHashMap<>();
    for (Row row : rows) {
      UUID room = row.getUUID("room_id");
      last.put(room, row.getUUID("id"));
      counts.merge(room, 1, Integer::sum);
    }
    last.keySet().removeIf(room -> counts.get(room) < each);
    return last;
  }

  private Future<List<Mention>> found(RowSet<Row> rows) {
    return vertx.executeBlocking(
        () -> {
          List<Mention> mentions = new ArrayList<>();
          for (Row row : rows) {
            String body = row.getString("body"); // null without an at sign
            String struck = body == null ? null : remover.removedFrom(body);
            if (body != null && !struck.equals(body)) {
              mentions.add(
                  new Mention(
                      row.getUUID("id"),
                      row.getUUID("room_id"),
                      row.getOffsetDateTime("created_at"),
                      body,
                      struck));
            }
          }
          return mentions;
        },
        false);
  }

  /** Strikes out all in the tenant's rooms but these, and tells in how many messages. */
  Future<Long> strikeOut(Set<UUID> butIn) {
    return PageWalk.through(
        after -> roomsAfter(after).compose(rooms -> strikeOutPage(rooms, butIn)));
  }

  private Future<PageWalk.Page> strikeOutPage(List<UUID> rooms, Set<UUID> butIn) {
    Optional<UUID> last =
        rooms.isEmpty() ? Optional.empty() : Optional.of(rooms.get(rooms.size() - 1));
    return strikeOutOfAll(rooms.stream().filter(it -> !butIn.contains(it)).toList())
        .map(struck -> new PageWalk.Page(struck, last));
  }

  /** The same in some rooms, of which there may be many. */
  Future<Long> strikeOutIn(List<UUID> rooms) {
    return Pieces.of(rooms, this::strikeOutOfAll);
  }

  /**
   * What is written stays written when a later round fails: whoever begins anew finds nothing there
   * any more.
   */
  private Future<Long> strikeOutOfAll(Collection<UUID> rooms) {
    Reading reading = in(rooms);
    long[] struck = {0};
    return Rounds.until(
        () ->
            reading.isOver()
                ? Future.succeededFuture(Optional.of(struck[0]))
                : reading
                    .next()
                    .compose(this::write)
                    .map(
                        more -> {
                          struck[0] += more;
                          return Optional.empty();
                        }));
  }

  /** The same in some messages, of which there may be many. */
  Future<Long> strikeOutOf(List<UUID> messages) {
    return Pieces.of(
        messages,
        some ->
            pool.preparedQuery(PersonQueries.SCAN_MESSAGES)
                .execute(Tuple.of(person.domainId()).addArrayOfUUID(array(some)))
                .compose(this::found)
                .compose(this::write));
  }

  /** The same in the tenant's messages whose ids are between two, but in these rooms. */
  Future<Long> strikeOutBetween(UUID first, UUID last, Set<UUID> butIn) {
    return PageWalk.through(
        first,
        after ->
            pool.preparedQuery(PersonQueries.SCAN_BETWEEN)
                .execute(Tuple.of(person.domainId(), after, last, MESSAGES_AT_ONCE))
                .compose(rows -> strikeOutPage(rows, butIn)));
  }

  private Future<PageWalk.Page> strikeOutPage(RowSet<Row> rows, Set<UUID> butIn) {
    Optional<UUID> last =
        rows.size() < MESSAGES_AT_ONCE ? Optional.empty() : Optional.of(PageWalk.last(rows));
    return found(rows)
        .map(all -> all.stream().filter(it -> !butIn.contains(it.roomId())).toList())
        .compose(this::write)
        .map(struck -> new PageWalk.Page(struck, last));
  }

  /**
   * Compare and set: a message that says something else by now is read again. Two who strike out at
   * once begin with the same one, so that neither waits for the other in turn.
   */
  private Future<Long> write(List<Mention> mentions) {
    if (mentions.isEmpty()) {
      return Future.succeededFuture(0L);
    }
    List<Mention> sorted =
        mentions.stream().sorted(Comparator.comparing(it -> it.id().toString())).toList();
    return pool.preparedQuery(PersonQueries.STRIKE_OUT)
        .execute(
            Tuple.of(
                array(sorted.stream().map(Mention::id).toList()),
                sorted.stream().map(Mention::body).toArray(String[]::new),
                sorted.stream().map(Mention::struck).toArray(String[]::new)))
        .compose(
            written ->
                strikeOutOf(unwritten(sorted, written)).map(later -> written.rowCount() + later));
  }

  private static List<UUID> unwritten(List<Mention> mentions, RowSet<Row> written) {
    Set<UUID> done = new HashSet<>();
    written.forEach(row -> done.add(row.getUUID("id")));
    return mentions.stream().map(Mention::id).filter(id -> !done.contains(id)).toList();
  }
}
