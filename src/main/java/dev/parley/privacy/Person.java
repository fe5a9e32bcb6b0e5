package dev.parley.privacy;

import dev.parley.email.EmailAddress;
import java.util.Locale;
import java.util.UUID;

/**
 * Whose things are looked for.
 *
 * @param domainId the tenant
 * @param address the address in normalised form
 * @param typed the same as it was typed, in lower case: an international domain has two forms
 */
record Person(UUID domainId, String address, String typed) {

  /** Before and after it nothing that would make it another address. */
  private static final String NOT_WITHIN_BEFORE = "(?<![[:alnum:].!#$%&'*+/=?^_`{|}~-])";

  private static final String NOT_WITHIN_AFTER = "(?![[:alnum:]-])(?![.][[:alnum:]])";

  /** What is no address is looked for as it is, and nobody has it. */
  static Person of(UUID domainId, String email) {
    String typed = email.strip().toLowerCase(Locale.ROOT);
    String normalised = EmailAddress.parse(email).map(EmailAddress::normalised).orElse(typed);
    return new Person(domainId, normalised, typed);
  }

  /** The address within a text, as a regular expression of PostgreSQL's. */
  String pattern() {
    return NOT_WITHIN_BEFORE
        + "(?:"
        + quoted(address)
        + "|"
        + quoted(typed)
        + ")"
        + NOT_WITHIN_AFTER;
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
