package dev.parley.privacy;

import dev.parley.bus.InvalidFieldException;
import dev.parley.email.AddressRemover;
import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whose things are looked for.
 *
 * @param domainId the tenant
 * @param address the address that he was named by, in normalised form
 * @param addresses all that he has, the same way: who was merged with others has several
 */
record Person(UUID domainId, String address, Set<String> addresses) {

  private static final String STRUCK_OUT = "[erased]";

  /**
   * Who has this address, in whatever spelling.
   *
   * @throws InvalidFieldException when it is none: what would be struck out then?
   */
  static Person of(UUID domainId, String email) {
    String address = EmailAddress.require(email).normalised();
    return new Person(domainId, address, Set.of(address));
  }

  /** The same person with all of his addresses, as far as he is known. */
  Future<Person> known(SqlClient client) {
    return client
        .preparedQuery(PersonQueries.CUSTOMERS)
        .execute(Tuple.of(domainId, address))
        .map(
            rows -> {
              Set<String> all = new LinkedHashSet<>(addresses);
              rows.forEach(row -> all.add(row.getString("email")));
              return new Person(domainId, address, Set.copyOf(all));
            });
  }

  /** For a statement. */
  String[] addressArray() {
    return addresses.toArray(String[]::new);
  }

  /**
   * The same with the mailboxes of these addresses, by which it is counted what was mailed there.
   */
  String[] mailboxArray() {
    return addresses.stream()
        .flatMap(it -> Stream.of(it, EmailAddress.mailbox(it)))
        .distinct()
        .toArray(String[]::new);
  }

  /** What strikes him out of texts. */
  AddressRemover remover() {
    return new AddressRemover(addresses, STRUCK_OUT);
  }
}
