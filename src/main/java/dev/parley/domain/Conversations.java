package dev.parley.domain;

import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.ConversationPage.Message;
import dev.parley.bus.CustomerPage;
import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.Rating;
import dev.parley.bus.Role;
import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What was said, and to whom: for the people who run the site, never for a visitor. Thread-safe.
 */
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
    Tuple page = page(request.domainId(), request.before(), request.email(), request.limit());
    return pool.preparedQuery(DomainQueries.ROOMS)
        .execute(page)
        .compose(rooms -> withMessages(request, rooms));
  }

  private Future<ConversationPage> withMessages(
      DomainRequest.ReadConversations request, RowSet<Row> rooms) {
    UUID[] roomIds = stream(rooms).map(room -> room.getUUID("id")).toArray(UUID[]::new);
    int most = request.email().isPresent() ? MOST_OF_ONE : MOST_OF_EACH;
    return pool.preparedQuery(DomainQueries.MESSAGES)
        .execute(Tuple.of(request.domainId(), roomIds, most, MOST_BYTES))
        .map(messages -> page(rooms, messages));
  }

  private static ConversationPage page(RowSet<Row> rooms, RowSet<Row> messages) {
    Map<UUID, List<Message>> byRoom = byRoom(messages);
    long whole = stream(rooms).takeWhile(room -> !isCut(room, messages)).count();
    return new ConversationPage(
        stream(rooms)
            .limit(Math.max(1, whole)) // a room that fills a page is told as far as it fits
            .map(room -> conversation(room, byRoom))
            .toList());
  }

  private static boolean isCut(Row room, RowSet<Row> messages) {
    return messages.size() > 0
        && room.getUUID("id").equals(messages.iterator().next().getUUID("cut_room"));
  }

  Future<CustomerPage> customers(DomainRequest.ReadCustomers request) {
    Tuple page = page(request.domainId(), request.before(), request.email(), request.limit());
    return pool.preparedQuery(DomainQueries.CUSTOMERS)
        .execute(page)
        .map(rows -> stream(rows).map(Conversations::customer).toList())
        .map(CustomerPage::new);
  }

  private static Tuple page(
      UUID domainId, Optional<UUID> before, Optional<String> email, int limit) {
    String normalised = email.map(Conversations::normalised).orElse(null);
    return Tuple.of(domainId, before.orElse(null), normalised, limit);
  }

  /** What is no address is looked for as it is, and finds nobody. */
  private static String normalised(String email) {
    return EmailAddress.parse(email).map(EmailAddress::normalised).orElse(email);
  }

  private static Map<UUID, List<Message>> byRoom(RowSet<Row> rows) {
    return stream(rows)
        .collect(
            Collectors.groupingBy(
                row -> row.getUUID("room_id"),
                Collectors.mapping(Conversations::message, Collectors.toList())));
  }

  private static Conversation conversation(Row room, Map<UUID, List<Message>> messages) {
    UUID roomId = room.getUUID("id");
    return new Conversation(
        roomId,
        Optional.ofNullable(room.getString("email")),
        room.getOffsetDateTime("created_at").toInstant(),
        messages.getOrDefault(roomId, List.of()));
  }

  private static Message message(Row row) {
    return new Message(
        row.getUUID("id"),
        row.getUUID("visitor_id"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("status"),
        row.getString("body"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getBoolean("verified"),
        Optional.ofNullable(row.getString("rating")).flatMap(Rating::named));
  }

  private static CustomerView customer(Row row) {
    return new CustomerView(
        row.getUUID("id"),
        row.getString("email"),
        row.getString("email_typed"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("rooms"));
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
