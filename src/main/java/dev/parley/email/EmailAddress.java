package dev.parley.email;

import com.ibm.icu.text.IDNA;
import dev.parley.bus.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * An e-mail address. Two are the same when their normalised forms are: lower case, the domain in
 * its ASCII form by UTS #46, non-transitional (so that straße.de and strasse.de are two domains, as
 * they are two in the DNS). Dots and {@code +tags} are kept: whose mailbox they lead to is the mail
 * server's business.
 *
 * @param normalised what is compared and stored
 * @param typed as somebody wrote it
 */
public record EmailAddress(String normalised, String typed) {

  /** RFC 5321, section 4.5.3.1.1, in octets. */
  private static final int MAX_LOCAL_OCTETS = 64;

  /** RFC 5321, section 4.5.3.1.3, less the angle brackets, in octets. */
  private static final int MAX_OCTETS = 254;

  /**
   * What is longer as it is typed is none either, whatever normalising would make of it. Before
   * that is known nothing is normalised: it takes the square of the length of some texts, and fails
   * on others.
   */
  private static final int MAX_TYPED = 320;

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  /** Reads a text that is an address and nothing else; white space around it is not minded. */
  public static Optional<EmailAddress> parse(String text) {
    String typed = text.strip();
    int at = typed.lastIndexOf('@');
    if (at < 1 || typed.length() > MAX_TYPED || !LocalPart.isValid(typed, 0, at)) {
      return Optional.empty();
    }
    return of(typed.substring(0, at), typed.substring(at + 1));
  }

  /**
   * Reads an address where there must be one.
   *
   * @throws InvalidFieldException when it is none; names it {@code email}
   */
  public static EmailAddress require(String text) {
    return parse(text)
        .orElseThrow(() -> new InvalidFieldException("email", "must be an e-mail address"));
  }

  /**
   * Reads an address that mails go to. There a local part beyond ASCII is none: it takes SMTPUTF8
   * (RFC 6531), which what sends our mails cannot speak. Such a domain is: it is mailed to in its
   * ASCII form.
   *
   * @throws InvalidFieldException when it is none; names it {@code email}
   */
  public static EmailAddress parseMailable(String text) {
    EmailAddress address = require(text);
    if (!address.normalised.chars().allMatch(c -> c < 0x80)) {
      throw new InvalidFieldException(
          "email", "cannot be mailed to: its part before the @ has letters beyond ASCII");
    }
    return address;
  }

  /**
   * The domain of an address that its operator chose, as it can be sent: in its ASCII form. One
   * that is ASCII stays as it is, whatever else it is: a name without a dot, say, or an IP address.
   *
   * @return empty when it has no such form
   */
  public static Optional<String> sendableDomain(String domain) {
    return domain.chars().allMatch(c -> c < 0x80) ? Optional.of(domain) : asciiForm(domain);
  }

  /** An address of a local part that is valid, and of a domain that may not be. */
  static Optional<EmailAddress> of(String local, String domain) {
    if (local.length() + 1 + domain.length() > MAX_TYPED) {
      return Optional.empty();
    }
    return asciiForm(domain)
        .map(ascii -> new EmailAddress(canonical(local) + "@" + ascii, local + "@" + domain))
        .filter(EmailAddress::isShortEnough);
  }

  /**
   * Where mails to an address most likely arrive: without its {@code +tag}, which many mail servers
   * leave aside. Only for counting what is sent there: that two addresses have one mailbox does not
   * make them the same.
   */
  public static String mailbox(String normalised) {
    int at = normalised.indexOf('@');
    int plus = normalised.indexOf('+');
    return plus > 0 && plus < at
        ? normalised.substring(0, plus) + normalised.substring(at)
        : normalised;
  }

  /** Shows enough for an operator to recognise the address, and no more: {@code r***@gmail.com}. */
  public static String masked(String normalised) {
    int first = normalised.offsetByCodePoints(0, 1);
    return normalised.substring(0, first) + "***" + normalised.substring(normalised.indexOf('@'));
  }

  static String canonical(String local) {
    return Normalizer.normalize(local.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  static Optional<String> asciiForm(String domain) {
    StringBuilder ascii = new StringBuilder(domain.length());
    IDNA.Info info = new IDNA.Info();
    UTS46.nameToASCII(domain, ascii, info);
    if (info.hasErrors()) {
      return Optional.empty();
    }
    String name = ascii.toString();
    return hasTopLevelDomain(name) ? Optional.of(name) : Optional.empty();
  }

  /** At least two labels, none empty, the last one no number: not localhost, not an IP address. */
  private static boolean hasTopLevelDomain(String name) {
    int dot = name.lastIndexOf('.');
    String last = name.substring(dot + 1);
    return dot > 0
        && name.charAt(0) != '.'
        && !name.contains("..")
        && last.length() >= 2
        && (last.startsWith("xn--") || last.chars().allMatch(EmailAddress::isAsciiLetter));
  }

  private static boolean isAsciiLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private boolean isShortEnough() {
    int at = normalised.indexOf('@');
    int localOctets = normalised.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
    return localOctets <= MAX_LOCAL_OCTETS && localOctets + normalised.length() - at <= MAX_OCTETS;
  }
}
