package dev.parley.privacy;

import dev.parley.email.EmailAddress;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whose things are looked for.
 *
 * @param domainId the tenant
 * @param address the address in normalised form
 * @param spellings all in which his addresses may stand in a text, in lower case: an international
 *     domain has two forms, and who was merged with others has several addresses
 */
record Person(UUID domainId, String address, Set<String> spellings) {

  /** Before and after it nothing that would make it another address. */
  private static final String NOT_WITHIN_BEFORE = "(?<![[:alnum:].!#$%&'*+/=?^_`{|}~-])";

  private static final String NOT_WITHIN_AFTER = "(?![[:alnum:]-])(?![.][[:alnum:]])";

  /** What is no address is looked for as it is, and nobody has it. */
  static Person of(UUID domainId, String email) {
    String typed = email.strip().toLowerCase(Locale.ROOT);
    String normalised = EmailAddress.parse(email).map(EmailAddress::normalised).orElse(typed);
    return new Person(domainId, normalised, Set.of()).with(List.of(normalised, typed));
  }

  /** The same person with further spellings. */
  Person with(Collection<String> further) {
    Set<String> all = new LinkedHashSet<>(spellings);
    further.forEach(it -> all.add(it.toLowerCase(Locale.ROOT)));
    return new Person(domainId, address, Set.copyOf(all));
  }

  /** The same person with all of his addresses, as far as he is known. */
  Future<Person> known(SqlClient client) {
    return client
        .preparedQuery(PrivacyQueries.CUSTOMERS)
        .execute(Tuple.of(domainId, address))
        .map(
            rows -> {
              Set<String> further = new LinkedHashSet<>();
              rows.forEach(
                  row -> {
                    further.add(row.getString("email"));
                    further.add(row.getString("email_typed"));
                  });
              return with(further);
            });
  }

  /** For a statement. */
  String[] addresses() {
    return spellings.toArray(String[]::new);
  }

  /** His addresses within a text, as a regular expression of PostgreSQL's. */
  String pattern() {
    return spellings.stream()
        .sorted()
        .map(Person::quoted)
        .collect(Collectors.joining("|", NOT_WITHIN_BEFORE + "(?:", ")" + NOT_WITHIN_AFTER));
  }

  /** PostgreSQL's manual, 9.7.3.3: a backslash before what is not alphanumeric stands for that. */
  private static String quoted(String text) {
    StringBuilder pattern = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point < 128 && !Character.isLetterOrDigit(point)) {
                pattern.append('\\');
              }
              pattern.appendCodePoint(point);
            });
    return pattern.toString();
  }
}
