package dev.parley.mail;

import static java.util.stream.Collectors.joining;

import dev.parley.email.AddressRemover;
import io.vertx.ext.mail.SMTPException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server replied (RFC 5321, section 4.2), for the log.
 *
 * @param about what it was a reply to, as Vert.x' client says it
 * @param codes its code, and the enhanced one (RFC 3463) where there is one; empty when it is none
 *     that a server has, and so no reply
 * @param words the rest, of all its lines; anybody's address may be in it
 */
record ReplyText(String about, String codes, String words) {

  private static final String ADDRESS = "[address]";

  /** Longer ones are cut. What a pattern looks for takes the square of it. */
  private static final int MAX_LENGTH = 400;

  private static final Pattern LINE =
      Pattern.compile(
          "([45]\\d\\d(?![^ -]))?[ -]?(\\d\\.\\d{1,3}\\.\\d{1,3}(?!\\S))?(.*)", Pattern.DOTALL);

  /** Whoever's it is: his, say, to whom the mail would be forwarded. */
  private static final Pattern ANY_ADDRESS =
      Pattern.compile("[^\\s<>()\\[\\]\"',;:]+(?:@|%40)[^\\s<>()\\[\\]\"',;:]*");

  static ReplyText of(SMTPException reply) {
    String all = String.join("\n", reply.getReplyMessages());
    String message = reply.getMessage();
    Matcher first = line(reply.getReplyMessage());
    return new ReplyText(
        message.substring(0, message.length() - all.length()),
        first.group(1) == null
            ? ""
            : Stream.of(first.group(1), first.group(2))
                .filter(Objects::nonNull)
                .collect(joining(" ", "", " ")),
        reply.getReplyMessages().stream().map(it -> line(it).group(3)).collect(joining(" ")));
  }

  private static Matcher line(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new IllegalStateException("any text is one");
    }
    return line;
  }

  /** What is none is one of 500 to Vert.x' client. */
  boolean isReply() {
    return !codes.isEmpty();
  }

  /** Whether it says that the same would be refused again, by its first digit. */
  boolean isPermanent() {
    return codes.startsWith("5");
  }

  /** All of it in one line, without anybody's address, and without the recipient's local part. */
  String without(String recipient) {
    String rest = oneLineWithout(recipient, words);
    return about + codes + localPart(recipient).matcher(rest).replaceAll(ADDRESS);
  }

  /** Any text in one line, cut, without anybody's address. */
  static String oneLineWithout(String recipient, String text) {
    String known = new AddressRemover(Set.of(recipient), ADDRESS).removedFrom(oneLine(text));
    return ANY_ADDRESS.matcher(known).replaceAll(ADDRESS);
  }

  /** By itself it would make an address again of what the log shows of the recipient's. */
  private static Pattern localPart(String address) {
    String local = Pattern.quote(address.substring(0, address.indexOf('@')));
    return Pattern.compile(
        "(?<![\\w.+-])" + local + "(?![\\w+-])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  }

  private static String oneLine(String text) {
    String some = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return some.replaceAll("[\\p{C}\\p{Z}\\s]+", " ").strip();
  }
}
