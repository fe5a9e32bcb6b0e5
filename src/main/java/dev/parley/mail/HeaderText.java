package dev.parley.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A header's text as mail has it (RFC 2047): what does not fit as it is stands in encoded words,
 * each on a line of its own. Vert.x' client encodes too, but by UTF-16 units, so that no emoji
 * arrives. Without state.
 */
final class HeaderText {

  /** Of a line, with all that is on it (RFC 2047, section 2). */
  private static final int MOST_CHARACTERS = 76;

  private static final String BEGIN = "=?UTF-8?B?";
  private static final String END = "?=";

  private HeaderText() {}

  /**
   * Lines as they are sent, the second and all others with a space before them.
   *
   * @param text whatever it has, line breaks too
   * @param before how many characters the first line has before it, with the header's name
   */
  static String encode(String text, int before) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return fits(line, before) ? line : String.join("\r\n ", words(line, before));
  }

  /** What looks like an encoded word would be read as one. */
  private static boolean fits(String line, int before) {
    return US_ASCII.newEncoder().canEncode(line)
        && before + line.length() <= MOST_CHARACTERS
        && !line.contains("=?");
  }

  /** No character is cut in two. */
  private static List<String> words(String line, int before) {
    List<String> words = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int room = octets(before);
    for (int c : line.codePoints().toArray()) {
      String character = Character.toString(c);
      int its = character.getBytes(UTF_8).length;
      if (its > room) {
        words.add(word(part));
        part.setLength(0);
        room = octets(1);
      }
      part.append(character);
      room -= its;
    }
    words.add(word(part));
    return words;
  }

  /** How many there may be in a word behind so many characters: base64 makes four of three. */
  private static int octets(int before) {
    return (MOST_CHARACTERS - before - BEGIN.length() - END.length()) / 4 * 3;
  }

  private static String word(CharSequence part) {
    byte[] octets = part.toString().getBytes(UTF_8);
    return BEGIN + Base64.getEncoder().encodeToString(octets) + END;
  }
}
