package dev.parley.domain;

import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.Failure;
import dev.parley.bus.MessagePage;
import dev.parley.bus.MessageView;
import dev.parley.domain.Cursors.Cut;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What was said: for the people who run the site, never for a visitor. Thread-safe. */
final class Conversations {

  /** How many messages of a room are read: of a customer's who is asked for, and else. */
  private static final int MOST_OF_ONE = 500;

  private static final int MOST_OF_EACH = 50;

  /** How much text a page holds: what an event loop takes without a hitch. */
  private static final long MOST_BYTES = 4_000_000;

  private final Pool pool;

  Conversations(Pool pool) {
    this.pool = pool;
  }

  Future<ConversationPage> read(DomainRequest.ReadConversations request) {
    Tuple page =
        Tuple.of(
            request.domainId(),
            Cursors.before(request.cursor()),
            request.email().map(Customers::normalised).orElse(null),
            request.limit() + 1);
    return pool.preparedQuery(ReadingQueries.ROOMS)
        .execute(page)
        .compose(rooms -> withMessages(request, rooms));
  }

  private Future<ConversationPage> withMessages(
      DomainRequest.ReadConversations request, RowSet<Row> rooms) {
    UUID[] roomIds =
        stream(rooms).limit(request.limit()).map(room -> room.getUUID("id")).toArray(UUID[]::new);
    int most = request.email().isPresent() ? MOST_OF_ONE : MOST_OF_EACH;
    return pool.preparedQuery(ReadingQueries.MESSAGES)
        .execute(Tuple.of(request.domainId(), roomIds, most, MOST_BYTES))
        .map(messages -> page(rooms, messages, request.limit()));
  }

  private static ConversationPage page(RowSet<Row> rooms, RowSet<Row> messages, int limit) {
    Map<UUID, List<MessageView>> byRoom = byRoom(messages);
    int whole = (int) stream(rooms).takeWhile(room -> !isCut(room, messages)).count();
    // A room that fills a page is told as far as it fits.
    int held = Math.min(Math.min(limit, rooms.size()), Math.max(1, whole));
    Cut<Conversation> cut =
        Cut.of(
            stream(rooms).map(room -> conversation(room, byRoom)).toList(),
            held,
            Conversation::roomId);
    return new ConversationPage(cut.items(), cut.next());
  }

  private static boolean isCut(Row room, RowSet<Row> messages) {
    return messages.size() > 0
        && room.getUUID("id").equals(messages.iterator().next().getUUID("cut_room"));
  }

  private static Map<UUID, List<MessageView>> byRoom(RowSet<Row> rows) {
    return stream(rows)
        .collect(
            Collectors.groupingBy(
                row -> row.getUUID("whole_id"),
                Collectors.mapping(Messages::view, Collectors.toList())));
  }

  private static Conversation conversation(Row room, Map<UUID, List<MessageView>> messages) {
    UUID roomId = room.getUUID("id");
    return new Conversation(
        roomId,
        Optional.ofNullable(room.getString("email")),
        room.getOffsetDateTime("created_at").toInstant(),
        messages.getOrDefault(roomId, List.of()));
  }

  /** Fails with {@link Failure#NOT_FOUND} when the tenant has no such room. */
  Future<MessagePage> messages(DomainRequest.ReadMessages request) {
    Tuple page =
        Tuple.of(
            request.domainId(),
            request.roomId(),
            Cursors.before(request.cursor()),
            request.limit() + 1,
            MOST_BYTES);
    return pool.preparedQuery(ReadingQueries.IS_ROOM)
        .execute(Tuple.of(request.domainId(), request.roomId()))
        .map(rows -> Tenants.requireThing(rows, "room", request.roomId()))
        .compose(room -> pool.preparedQuery(ReadingQueries.MESSAGES_OF_ROOM).execute(page))
        .map(rows -> messages(rows, request.limit()));
  }

  private static MessagePage messages(RowSet<Row> rows, int limit) {
    List<MessageView> found = stream(rows).map(Messages::view).toList();
    int held = Math.min(limit, found.size());
    boolean isLast = held == 0 || rows.iterator().next().getLong("found") == held;
    return new MessagePage(
        found.subList(0, held),
        isLast ? Optional.empty() : Optional.of(Cursors.write(found.get(held - 1).id() + "")));
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
