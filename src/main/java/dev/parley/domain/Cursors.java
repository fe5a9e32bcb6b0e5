package dev.parley.domain;

import dev.parley.bus.InvalidFieldException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Where pages go on: after the key of the last thing on the page before, made unreadable, so that
 * nobody builds on what it is.
 */
final class Cursors {

  /** The greatest id that there can be: from there on backwards is everything. */
  private static final UUID END = new UUID(-1L, -1L);

  private Cursors() {}

  /**
   * A page, of one row more than it holds: that one tells whether there is more.
   *
   * @param items what is on it
   * @param next the cursor of the next page
   */
  record Cut<T>(List<T> items, Optional<String> next) {

    static <T> Cut<T> of(
        RowSet<Row> rows, int limit, Function<Row, T> item, Function<T, Object> key) {
      return of(
          StreamSupport.stream(rows.spliterator(), false).map(item).toList(),
          Math.min(limit, rows.size()),
          key);
    }

    /**
     * @param held how many of those that were found it holds
     */
    static <T> Cut<T> of(List<T> found, int held, Function<T, Object> key) {
      return new Cut<>(
          List.copyOf(found.subList(0, held)),
          held == found.size()
              ? Optional.empty()
              : Optional.of(write(key.apply(found.get(held - 1)).toString())));
    }
  }

  static String write(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key of the last thing on the page before; {@code null} for the first page.
   *
   * @throws InvalidFieldException when nobody was given such a cursor
   */
  static String text(Optional<String> cursor) {
    return cursor.map(Cursors::read).orElse(null);
  }

  /**
   * The same where keys are ids, which come one after the other; {@code null} for the first page.
   *
   * @throws InvalidFieldException when nobody was given such a cursor
   */
  static UUID after(Optional<String> cursor) {
    try {
      return cursor.map(Cursors::read).map(UUID::fromString).orElse(null);
    } catch (IllegalArgumentException e) {
      throw foreign();
    }
  }

  /** The same where the newest comes first: there is no first page but one before the end. */
  static UUID before(Optional<String> cursor) {
    return cursor.isEmpty() ? END : after(cursor);
  }

  private static String read(String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      String key = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (key.indexOf(0) < 0) {
        return key;
      }
    } catch (CharacterCodingException | IllegalArgumentException e) {
      // said below
    }
    throw foreign();
  }

  private static InvalidFieldException foreign() {
    return new InvalidFieldException("cursor", "must be one that came with a page");
  }
}
