package dev.parley.email;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strikes some addresses out of what people wrote, however they are spelt and whatever stands
 * around them: also where a sentence begins directly behind one, where two are joined by a sign
 * that an address may have, and where a link has {@code %40} for the at sign. It looks harder than
 * {@link AddressFinder}, which decides who somebody is: here it is known what is looked for. Runs
 * in time linear in the message; thread-safe.
 */
public final class AddressRemover {

  /** How an at sign stands in a link. */
  private static final String ESCAPED = "%40";

  /** No address is longer as it is typed, on either side of its at sign. */
  private static final int LONGEST = 320;

  /** The local parts of each domain. */
  private final Map<String, Set<String>> locals = new HashMap<>();

  private final String replacement;

  private record Range(int start, int end) {}

  /**
   * @param addresses in their normalised form
   * @param replacement what stands in their place
   */
  public AddressRemover(Set<String> addresses, String replacement) {
    for (String address : addresses) {
      int at = address.lastIndexOf('@');
      locals
          .computeIfAbsent(address.substring(at + 1), domain -> new HashSet<>())
          .add(address.substring(0, at));
    }
    this.replacement = replacement;
  }

  /** The message without them: the message itself when there is none in it. */
  public String removedFrom(String message) {
    StringBuilder rest = new StringBuilder(message.length());
    int copied = 0;
    int behind = 0;
    int domainBefore = -1;
    for (int at = 0; at < message.length(); at++) {
      int domain = at + atSign(message, at);
      if (domain > at) {
        int from = message.charAt(at) == '@' ? copied : Math.max(copied, behind);
        Optional<Range> found = around(message, at, domain, from, domainBefore);
        if (found.isPresent()) {
          rest.append(message, copied, found.get().start()).append(replacement);
          copied = found.get().end();
        }
        behind = domain;
        domainBefore = DomainPart.endAfter(message, domain);
      }
    }
    return copied == 0 ? message : rest.append(message, copied, message.length()).toString();
  }

  /** How long the at sign is that stands there; 0 when none does. */
  private static int atSign(String message, int at) {
    if (at == message.length()) {
      return 0;
    }
    return message.charAt(at) == '@' ? 1 : message.startsWith(ESCAPED, at) ? ESCAPED.length() : 0;
  }

  /**
   * @param from how far back is looked: to what was struck out before, and from an escaped at sign,
   *     which a local part may contain, to the one before
   * @param domainBefore where the domain behind the at sign before this one ends
   */
  private Optional<Range> around(String message, int at, int domain, int from, int domainBefore) {
    for (int end : ends(message, domain)) {
      Optional<Set<String>> known =
          EmailAddress.asciiForm(message.substring(domain, end)).map(locals::get);
      if (known.isPresent()) {
        for (int start : starts(message, at, from, domainBefore)) {
          if (isOneOf(known.get(), message.substring(start, at))) {
            return Optional.of(new Range(start, end));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOneOf(Set<String> locals, String typed) {
    return locals.contains(EmailAddress.canonical(typed))
        || (typed.indexOf('%') >= 0 && locals.contains(EmailAddress.canonical(unescaped(typed))));
  }

  private static String unescaped(String typed) {
    try {
      return URLDecoder.decode(typed.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return typed;
    }
  }

  /**
   * Where the domain may end, the longest first: where it does for whoever looks for addresses; or
   * before a label that begins a sentence, or the address behind it.
   */
  private static List<Integer> ends(String message, int from) {
    int whole = DomainPart.endAfter(message, from);
    List<Integer> ends = new ArrayList<>();
    if (whole > from && whole - from <= LONGEST) {
      ends.add(whole);
    }
    boolean isJoined = atSign(message, whole) > 0;
    for (int dot = Math.min(whole, from + LONGEST) - 1; dot > from; dot--) {
      if (message.charAt(dot) == '.' && (isJoined || isFullStop(message, from, dot))) {
        ends.add(dot);
      }
    }
    return ends;
  }

  /** In «ann@example.com.Thanks», but not in «Ann@Example.Com.Au». */
  private static boolean isFullStop(String message, int domain, int dot) {
    int before = Math.max(domain, message.lastIndexOf('.', dot - 1) + 1);
    long capitals = capitals(message, dot + 1);
    return capitals > 0 && capitals != capitals(message, before);
  }

  /** Of the two first letters from there. */
  private static long capitals(String message, int from) {
    return message
        .substring(from, Math.min(message.length(), from + 2))
        .chars()
        .filter(Character::isUpperCase)
        .count();
  }

  /**
   * Where the local part may begin, the longest first: where it does for whoever looks for
   * addresses; behind what is escaped in a link; and behind each sign, where it runs back into the
   * address before.
   */
  private static List<Integer> starts(String message, int at, int from, int domainBefore) {
    int window = Math.max(from, at - LONGEST);
    int whole = window + LocalPart.startBefore(message.substring(window, at), at - window);
    List<Integer> starts = new ArrayList<>();
    starts.add(whole);
    boolean isJoined = whole <= domainBefore;
    for (int start = whole + 1; start < at; start++) {
      if (isBehindEscape(message, at, start)
          || (isJoined && LocalPart.isSign(message.charAt(start - 1)))) {
        starts.add(start);
      }
    }
    return starts;
  }

  /** Behind an escaped character that no local part has; or a plus that is a space in a link. */
  private static boolean isBehindEscape(String message, int at, int start) {
    if (message.charAt(start - 1) == '+') {
      return message.charAt(at) == '%';
    }
    if (start < 3 || message.charAt(start - 3) != '%') {
      return false;
    }
    int high = Character.digit(message.charAt(start - 2), 16);
    int low = Character.digit(message.charAt(start - 1), 16);
    int escaped = high * 16 + low;
    return high >= 0
        && low >= 0
        && escaped < 128
        && !Character.isLetterOrDigit(escaped)
        && !LocalPart.isSign(escaped);
  }
}
