package dev.parley.privacy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What is a person's, by ids.
 *
 * @param customers as whom he is known
 * @param visitors those who are taken for him
 * @param rooms his, those of these visitors, and what was folded into them
 */
record Belongings(List<UUID> customers, List<UUID> visitors, List<UUID> rooms) {

  /** Finds it, one after the other; each statement sees what was committed before it. */
  static Future<Belongings> of(SqlClient client, Person person) {
    return ids(client, PersonQueries.CUSTOMERS, Tuple.of(person.domainId(), person.address()))
        .compose(customers -> of(client, person.domainId(), customers));
  }

  /** The same of customers who are found already. */
  static Future<Belongings> of(SqlClient client, UUID domainId, List<UUID> customers) {
    return ids(client, PersonQueries.VISITORS, Tuple.of(domainId).addArrayOfUUID(array(customers)))
        .compose(visitors -> rooms(client, domainId, customers, visitors));
  }

  private static Future<Belongings> rooms(
      SqlClient client, UUID domainId, List<UUID> customers, List<UUID> visitors) {
    return ids(client, PersonQueries.ROOMS, Tuple.of(domainId, array(customers), array(visitors)))
        .map(rooms -> new Belongings(customers, visitors, rooms));
  }

  static Future<List<UUID>> ids(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters).map(Belongings::ids);
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getUUID("id")).toList();
  }

  /** As a statement takes them. */
  static UUID[] array(Collection<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }
}
