package dev.parley.email;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the address that a message gives: the first one that the writer states as his own, else the
 * first one. Runs in time linear in the message; thread-safe.
 */
public final class AddressFinder {

  /** How much of the message before an address is looked at for «my email is». */
  private static final int LOOK_BACK = 80;

  /** Who gives so many addresses states none of those behind them as his own. */
  private static final int MOST = 20;

  /** What introduces one's own address, up to directly before it. */
  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "(?:"
              + "\\b(?:my|our)\\s+(?:(?:new|own|other|second|current|correct|actual|real|right|work"
              + "|private|personal|business|primary|main|updated)\\s+){0,2}"
              + "e-?mail(?:\\s+(?:address|id))?"
              + "|\\bmeine?\\s+(?:(?:neue|andere|aktuelle|richtige|private)\\s+)?"
              + "(?:e-?)?mail(?:-?\\s?adresse)?"
              + "|\\bm(?:on|a)\\s+(?:(?:nouvel|nouvelle|autre|vrai)\\s+)?(?:adresse\\s+)?(?:e-?mail|mail|courriel)"
              + "|\\bmi\\s+(?:(?:nuevo|otro|nueva)\\s+)?(?:correo|e-?mail|dirección)(?:\\s+(?:electr[oó]nico|de\\s+correo))?"
              + "|^\\W*e-?mail(?:\\s+address)?"
              + ")"
              + "(?:\\s+(?:is|ist|lautet|est|es|now|changed|to)\\b){0,3}"
              + "\\s*[:=]?\\s*[<(\\[\"'“„«]*(?:mailto:)?$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * One of these stands in each introduction. It costs less to look for than what stands around it,
   * and most of what is written before an address introduces nothing.
   */
  private static final List<String> NAMES_OF_AN_ADDRESS =
      List.of("mail", "courriel", "correo", "direcci");

  /** In both cases; no letter beyond ASCII is one of them in another case. */
  private static final String THEIR_FIRST_LETTERS = "mMcCdD";

  private AddressFinder() {}

  /** The address that the message gives, if it gives one. */
  public static Optional<Mention> find(String message) {
    Found first = null;
    int looks = 0;
    int at = message.indexOf('@');
    while (at >= 0 && looks < MOST) {
      Found found = around(message, at);
      if (found != null && !LocalPart.isTorn(message, found.start, at)) {
        looks++;
        if (isStated(message, found)) {
          return Optional.of(new Mention(found.address, true));
        }
        first = first == null ? found : first;
      }
      at = message.indexOf('@', found == null ? at + 1 : found.end);
    }
    return Optional.ofNullable(first).map(found -> new Mention(found.address, false));
  }

  private record Found(EmailAddress address, int start, int end) {}

  private static Found around(String message, int at) {
    int start = LocalPart.startBefore(message, at);
    int end = DomainPart.endAfter(message, at + 1);
    if (start == at || end == at + 1) {
      return null;
    }
    return EmailAddress.of(message.substring(start, at), message.substring(at + 1, end))
        .map(address -> new Found(address, start, end))
        .orElse(null);
  }

  private static boolean isStated(String message, Found found) {
    return isAlone(message, found) || isIntroduced(message, found);
  }

  /** Nothing but the address: signs around it, such as brackets or a full stop, do not count. */
  private static boolean isAlone(String message, Found found) {
    String before = message.substring(0, found.start).strip();
    return (hasNoLetter(before) || before.equalsIgnoreCase("mailto:"))
        && hasNoLetter(message.substring(found.end));
  }

  private static boolean hasNoLetter(String text) {
    return text.codePoints().noneMatch(Character::isLetterOrDigit);
  }

  private static boolean isIntroduced(String message, Found found) {
    String before = message.substring(Math.max(0, found.start - LOOK_BACK), found.start);
    return namesAnAddress(before) && INTRODUCTION.matcher(before).find();
  }

  private static boolean namesAnAddress(String before) {
    for (int at = 0; at < before.length(); at++) {
      if (THEIR_FIRST_LETTERS.indexOf(before.charAt(at)) >= 0 && isNamedAt(before, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamedAt(String before, int at) {
    for (String name : NAMES_OF_AN_ADDRESS) {
      if (before.regionMatches(true, at, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }
}
