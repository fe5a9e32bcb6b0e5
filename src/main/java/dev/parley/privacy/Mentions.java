package dev.parley.privacy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Where an address stands in what others said. No index leads there: the tenant's rooms are read
 * through, some at a time, so that no statement takes long.
 *
 * @param person whose address
 * @param own the rooms that are not looked at, since they are his
 */
record Mentions(Person person, Set<UUID> own) {

  static final int ROOMS_AT_ONCE = 500;

  static Mentions of(Person person, Belongings belongings) {
    return new Mentions(person, new HashSet<>(belongings.rooms()));
  }

  /** The tenant's next rooms. */
  Future<List<UUID>> roomsAfter(SqlClient client, UUID room) {
    return Belongings.ids(
        client, PrivacyQueries.ROOM_PAGE, Tuple.of(person.domainId(), room, ROOMS_AT_ONCE));
  }

  Future<RowSet<Row>> find(SqlClient client, List<UUID> rooms) {
    return execute(client, PrivacyQueries.FIND_MENTIONS, rooms);
  }

  /** Strikes them all out, and tells in how many messages. */
  Future<Long> strikeOut(SqlClient client) {
    return strikeOut(client, new UUID(0, 0), 0);
  }

  private Future<Long> strikeOut(SqlClient client, UUID after, long soFar) {
    return roomsAfter(client, after)
        .compose(
            rooms ->
                rooms.isEmpty()
                    ? Future.succeededFuture(soFar)
                    : execute(client, PrivacyQueries.STRIKE_OUT_MENTIONS, rooms)
                        .compose(
                            struck ->
                                strikeOut(
                                    client,
                                    rooms.get(rooms.size() - 1),
                                    soFar + struck.rowCount())));
  }

  private Future<RowSet<Row>> execute(SqlClient client, String sql, List<UUID> rooms) {
    UUID[] others = rooms.stream().filter(it -> !own.contains(it)).toArray(UUID[]::new);
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(person.domainId(), others, person.pattern(), person.addresses()));
  }
}
