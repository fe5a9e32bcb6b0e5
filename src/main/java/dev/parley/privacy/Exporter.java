package dev.parley.privacy;

import static dev.parley.privacy.Belongings.array;

import dev.parley.bus.ExportPage;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Tells all that is known of a person, page by page: who he is, who was taken for him, his rooms,
 * what was said there and by him, and where else his address stands. Nobody's secret, and nothing
 * that others said. Thread-safe.
 */
final class Exporter {

  /** A page of the longest messages has some megabytes. */
  private static final int PAGE = 200;

  /** One with so many mentions is long enough; those that were read with the last are told, too. */
  private static final int MENTIONS = 1_000;

  private final Vertx vertx;
  private final Pool pool;

  /** In this order. */
  private enum Part {
    CUSTOMERS,
    CODES,
    MAILS,
    VISITORS,
    ROOMS,
    MESSAGES,
    MENTIONS;

    Optional<Part> next() {
      return switch (this) {
        case CUSTOMERS -> Optional.of(CODES);
        case CODES -> Optional.of(MAILS);
        case MAILS -> Optional.of(VISITORS);
        case VISITORS -> Optional.of(ROOMS);
        case ROOMS -> Optional.of(MESSAGES);
        case MESSAGES -> Optional.of(MENTIONS);
        case MENTIONS -> Optional.empty();
      };
    }
  }

  /**
   * Where a page begins.
   *
   * @param after behind which id of its part
   * @param whose what stands for the customers of whom pages were told before; empty at the first
   * @param within of mentions, behind which message of that room; empty when the room is through
   */
  private record Place(Part part, UUID after, Optional<UUID> whose, Optional<UUID> within) {

    static Place of(Optional<String> text) {
      return text.map(Place::parse)
          .orElse(new Place(Part.CUSTOMERS, PageWalk.FIRST, Optional.empty(), Optional.empty()));
    }

    private static Place parse(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 3 && parts.length != 4) {
        throw unknown();
      }
      try {
        return new Place(
            Part.valueOf(parts[0].toUpperCase(Locale.ROOT)),
            UUID.fromString(parts[1]),
            Optional.of(UUID.fromString(parts[2])),
            Arrays.stream(parts).skip(3).map(UUID::fromString).findFirst());
      } catch (IllegalArgumentException e) {
        throw unknown();
      }
    }

    private static InvalidFieldException unknown() {
      return new InvalidFieldException("after", "must be where a page ended");
    }

    /** The same; fails when they are others by now, of whom no whole is to be had any more. */
    Place of(Belongings belongings) {
      UUID now =
          UUID.nameUUIDFromBytes(
              belongings.customers().stream()
                  .map(UUID::toString)
                  .sorted()
                  .collect(Collectors.joining())
                  .getBytes(StandardCharsets.UTF_8));
      if (!whose.orElse(now).equals(now)) {
        throw Failure.UNAVAILABLE.because("he was erased, merged or made while he was exported");
      }
      return new Place(part, after, Optional.of(now), within);
    }

    Optional<String> next() {
      return part.next()
          .map(next -> new Place(next, PageWalk.FIRST, whose, Optional.empty()).text());
    }

    Place at(UUID id) {
      return new Place(part, id, whose, Optional.empty());
    }

    Place within(UUID room, UUID message) {
      return new Place(part, room, whose, Optional.of(message));
    }

    String text() {
      return part.name().toLowerCase(Locale.ROOT)
          + ":"
          + after
          + ":"
          + whose.orElseThrow()
          + within.map(message -> ":" + message).orElse("");
    }
  }

  Exporter(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /**
   * The page after a place. Fails with {@link Failure#UNAVAILABLE} when the person was erased since
   * the page before, or is another one by now.
   *
   * @throws InvalidFieldException when no page ended there
   */
  Future<ExportPage> page(Person person, Optional<String> after) {
    Place place = Place.of(after);
    return person
        .known(pool)
        .compose(known -> Belongings.of(pool, known).compose(it -> page(known, it, place.of(it))));
  }

  private Future<ExportPage> page(Person person, Belongings it, Place place) {
    UUID domainId = person.domainId();
    return switch (place.part()) {
      case CUSTOMERS ->
          page(
              place,
              ExportQueries.EXPORT_CUSTOMERS,
              Tuple.of(domainId, array(it.customers()), place.after(), PAGE));
      case CODES ->
          page(
              place,
              ExportQueries.EXPORT_CODES,
              Tuple.of(domainId, person.addressArray(), place.after(), PAGE));
      case MAILS -> mails(person, place);
      case VISITORS ->
          page(
              place,
              ExportQueries.EXPORT_VISITORS,
              Tuple.of(domainId, array(it.visitors()), place.after(), PAGE));
      case ROOMS ->
          page(
              place,
              ExportQueries.EXPORT_ROOMS,
              Tuple.of(domainId, array(it.rooms()), place.after(), PAGE));
      case MESSAGES ->
          page(
              place,
              ExportQueries.EXPORT_MESSAGES,
              Tuple.of(domainId, array(it.rooms()), array(it.visitors()), place.after(), PAGE));
      case MENTIONS -> mentions(new Mentions(vertx, pool, person), Set.copyOf(it.rooms()), place);
    };
  }

  private Future<ExportPage> page(Place place, String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .map(
            rows ->
                new ExportPage(
                    lines(rows),
                    rows.size() < PAGE
                        ? place.next()
                        : Optional.of(place.at(PageWalk.last(rows)).text())));
  }

  private Future<ExportPage> mails(Person person, Place place) {
    return pool.preparedQuery(ExportQueries.EXPORT_MAILS)
        .execute(Tuple.of(person.domainId()).addArrayOfString(person.mailboxArray()))
        .map(rows -> new ExportPage(lines(rows), place.next()));
  }

  private Future<ExportPage> mentions(Mentions mentions, Set<UUID> own, Place place) {
    if (place.within().isPresent()) {
      UUID room = place.after();
      return own.contains(room)
          ? Future.succeededFuture(new ExportPage(List.of(), Optional.of(place.at(room).text())))
          : mentions(mentions.in(room, place.within().get()), List.of(room), place);
    }
    return mentions
        .roomsAfter(place.after())
        .compose(
            rooms ->
                rooms.isEmpty()
                    ? Future.succeededFuture(new ExportPage(List.of(), Optional.empty()))
                    : mentions(
                        mentions.in(rooms.stream().filter(it -> !own.contains(it)).toList()),
                        rooms,
                        place));
  }

  /** Until the rooms are through, or the page is long enough. */
  private static Future<ExportPage> mentions(
      Mentions.Reading reading, List<UUID> rooms, Place place) {
    List<Told> told = new ArrayList<>();
    return Rounds.until(
        () ->
            reading.isOver() || told.size() >= MENTIONS
                ? Future.succeededFuture(Optional.of(page(told, reading.places(), rooms, place)))
                : reading
                    .next()
                    .map(
                        found -> {
                          found.forEach(it -> told.add(new Told(it.roomId(), line(it))));
                          return Optional.empty();
                        }));
  }

  /** A mention without what was said. */
  private record Told(UUID room, String line) {}

  /**
   * It ends where the first room that is not through was left off, so that the next one goes on
   * there; what was found in rooms behind that one is told when it is their turn.
   */
  private static ExportPage page(
      List<Told> told, Map<UUID, UUID> leftOff, List<UUID> rooms, Place place) {
    int last =
        IntStream.range(0, rooms.size())
            .filter(i -> leftOff.containsKey(rooms.get(i)))
            .findFirst()
            .orElse(rooms.size() - 1);
    UUID room = rooms.get(last);
    Set<UUID> done = Set.copyOf(rooms.subList(0, last + 1));
    return new ExportPage(
        told.stream().filter(it -> done.contains(it.room())).map(Told::line).toList(),
        Optional.of(
            (leftOff.containsKey(room) ? place.within(room, leftOff.get(room)) : place.at(room))
                .text()));
  }

  private static String line(Mentions.Mention mention) {
    return new JsonObject()
        .put("type", "mention")
        .put("messageId", mention.id().toString())
        .put("roomId", mention.roomId().toString())
        .put("createdAt", mention.createdAt().toInstant().toString())
        .encode();
  }

  private static List<String> lines(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.getString("line"))
        .toList();
  }
}
