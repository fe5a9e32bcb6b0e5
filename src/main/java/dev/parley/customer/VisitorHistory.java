package dev.parley.customer;

import dev.parley.bus.Failure;
import dev.parley.bus.HistoryPage;
import dev.parley.bus.HistoryPage.Message;
import dev.parley.bus.Rating;
import dev.parley.bus.ReadHistory;
import dev.parley.bus.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What was said, for the visitor himself: the statement alone decides what he may read. Not
 * thread-safe.
 */
final class VisitorHistory {

  /** The greatest id that there can be: from there on backwards is everything. */
  private static final UUID END = new UUID(-1L, -1L);

  private final Enquiries enquiries;
  private final Proofs proofs;
  private final PagesUnderWay underWay = new PagesUnderWay();

  VisitorHistory(Enquiries enquiries, Proofs proofs) {
    this.enquiries = enquiries;
    this.proofs = proofs;
  }

  /**
   * Fails with {@link Failure#UNKNOWN_DOMAIN}, or with {@link Failure#UNPROVEN} when what the site
   * vouches with does not hold, or with {@link Failure#TOO_MUCH_AT_ONCE}.
   */
  Future<HistoryPage> read(ReadHistory request) {
    return request.proof().isEmpty()
        ? read(request, null)
        : proofs
            .check(request.domainId(), request.proof().get())
            .compose(address -> read(request, address.normalised()));
  }

  private Future<HistoryPage> read(ReadHistory request, String provenEmail) {
    Buffer secret = Buffer.buffer(request.visitor().sha256());
    Object who = provenEmail == null ? secret : provenEmail;
    return underWay.add(
        new PagesUnderWay.Reader(request.domainId(), who),
        () -> read(request, secret, provenEmail));
  }

  private Future<HistoryPage> read(ReadHistory request, Buffer secret, String provenEmail) {
    Tuple parameters =
        Tuple.of(
            request.domainId(),
            secret,
            request.before().orElse(END),
            request.limit() + 1, // one more tells whether there is more
            provenEmail);
    return enquiries.ask(SqlQueries.HISTORY, parameters).map(rows -> page(rows, request.limit()));
  }

  private static HistoryPage page(RowSet<Row> rows, int limit) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("no such domain");
    }
    List<Row> found =
        StreamSupport.stream(rows.spliterator(), false)
            .filter(row -> row.getUUID("id") != null)
            .toList();
    List<Message> shown = found.stream().limit(limit).map(VisitorHistory::message).toList();
    boolean isLast = found.isEmpty() || found.get(0).getLong("found") == shown.size();
    return new HistoryPage(
        shown, isLast ? Optional.empty() : Optional.of(shown.get(shown.size() - 1).id()));
  }

  private static Message message(Row row) {
    return new Message(
        row.getUUID("id"),
        row.getUUID("turn_id"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("body"),
        row.getString("status"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getBoolean("verified"),
        Optional.ofNullable(row.getString("rating")).flatMap(Rating::named),
        SourceColumn.read(row));
  }
}
