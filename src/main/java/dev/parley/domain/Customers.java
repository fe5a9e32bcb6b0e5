package dev.parley.domain;

import dev.parley.bus.CustomerDetail;
import dev.parley.bus.CustomerDetail.VisitorView;
import dev.parley.bus.CustomerPage;
import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.Failure;
import dev.parley.bus.RoomPage;
import dev.parley.bus.RoomPage.RoomView;
import dev.parley.domain.Cursors.Cut;
import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Who came: for the people who run the site, never for a visitor. Thread-safe. */
final class Customers {

  private final Pool pool;

  Customers(Pool pool) {
    this.pool = pool;
  }

  Future<CustomerPage> list(DomainRequest.ReadCustomers request) {
    return request.search().isPresent()
        ? search(request, request.search().get())
        : page(
            request,
            ReadingQueries.CUSTOMERS,
            Tuple.of(
                request.domainId(),
                Cursors.before(request.cursor()),
                request.email().map(Customers::normalised).orElse(null),
                request.limit() + 1),
            CustomerView::id);
  }

  /** Half an address is not normalised as a whole one is; in lower case it is nearly so. */
  private Future<CustomerPage> search(DomainRequest.ReadCustomers request, String beginning) {
    return page(
        request,
        ReadingQueries.CUSTOMERS_BY_BEGINNING,
        Tuple.of(
            request.domainId(),
            beginning.strip().toLowerCase(Locale.ROOT),
            Cursors.text(request.cursor()),
            request.limit() + 1),
        CustomerView::email);
  }

  private Future<CustomerPage> page(
      DomainRequest.ReadCustomers request,
      String sql,
      Tuple parameters,
      Function<CustomerView, Object> key) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .map(rows -> Cut.of(rows, request.limit(), Customers::customer, key))
        .map(cut -> new CustomerPage(cut.items(), cut.next()));
  }

  /** Fails with {@link Failure#NOT_FOUND} when the tenant has no such customer. */
  Future<CustomerDetail> show(DomainRequest.ShowCustomer request) {
    UUID domainId = request.domainId();
    UUID id = request.customerId();
    Tuple most = Tuple.of(domainId, id, CustomerDetail.MOST);
    Future<CustomerView> customer = one(domainId, id);
    Future<List<CustomerView>> merged =
        all(ReadingQueries.MERGED_CUSTOMERS, most, Customers::customer);
    Future<List<VisitorView>> visitors = all(ReadingQueries.VISITORS, most, Customers::visitor);
    Future<List<RoomView>> rooms =
        rooms(domainId, id, Optional.empty(), CustomerDetail.MOST)
            .map(rows -> list(rows, Customers::room));
    return Future.all(customer, merged, visitors, rooms)
        .map(
            all ->
                new CustomerDetail(
                    customer.result(), merged.result(), visitors.result(), rooms.result()));
  }

  /** Fails with {@link Failure#NOT_FOUND} when the tenant has no such customer. */
  Future<RoomPage> rooms(DomainRequest.ReadRooms request) {
    return one(request.domainId(), request.customerId())
        .compose(
            customer ->
                rooms(request.domainId(), customer.id(), request.cursor(), request.limit() + 1))
        .map(rows -> Cut.of(rows, request.limit(), Customers::room, RoomView::id))
        .map(cut -> new RoomPage(cut.items(), cut.next()));
  }

  private Future<CustomerView> one(UUID domainId, UUID customerId) {
    return pool.preparedQuery(ReadingQueries.ONE_CUSTOMER)
        .execute(Tuple.of(domainId, customerId))
        .map(rows -> Tenants.requireThing(rows, "customer", customerId))
        .map(Customers::customer);
  }

  private Future<RowSet<Row>> rooms(
      UUID domainId, UUID customerId, Optional<String> cursor, int limit) {
    return pool.preparedQuery(ReadingQueries.ROOMS_OF_CUSTOMER)
        .execute(
            Tuple.of(domainId, customerId, Cursors.before(cursor), limit, RoomPage.MOST_COUNTED));
  }

  private <T> Future<List<T>> all(String sql, Tuple parameters, Function<Row, T> item) {
    return pool.preparedQuery(sql).execute(parameters).map(rows -> list(rows, item));
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> item) {
    return StreamSupport.stream(rows.spliterator(), false).map(item).toList();
  }

  /** What is no address is looked for as it is, and finds nobody. */
  static String normalised(String email) {
    return EmailAddress.parse(email).map(EmailAddress::normalised).orElse(email);
  }

  private static CustomerView customer(Row row) {
    return new CustomerView(
        row.getUUID("id"),
        row.getString("email"),
        row.getString("email_typed"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("rooms"),
        Optional.ofNullable(row.getUUID("merged_into")));
  }

  private static VisitorView visitor(Row row) {
    return new VisitorView(
        row.getUUID("id"),
        row.getBoolean("verified"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static RoomView room(Row row) {
    return new RoomView(
        row.getUUID("id"),
        row.getUUID("visitor_id"),
        row.getOffsetDateTime("created_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("closed_at")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getUUID("folded_into")),
        row.getInteger("messages"),
        Optional.ofNullable(row.getOffsetDateTime("last_message_at"))
            .map(OffsetDateTime::toInstant));
  }
}
