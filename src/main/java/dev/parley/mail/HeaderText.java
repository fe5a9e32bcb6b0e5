package dev.parley.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A header's text as mail has it (RFC 2047): beyond ASCII in encoded words. Vert.x' client encodes
 * too, but by UTF-16 units, so that no emoji arrives. Without state.
 */
final class HeaderText {

  /** In base64 60 characters; with what is around them, a word may have 75. */
  private static final int MOST_OCTETS = 45;

  private HeaderText() {}

  /** One line, whatever the text has. */
  static String encode(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return US_ASCII.newEncoder().canEncode(line) ? line : String.join(" ", words(line));
  }

  /** No character is cut in two. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int octets = 0;
    for (int c : line.codePoints().toArray()) {
      String character = Character.toString(c);
      int its = character.getBytes(UTF_8).length;
      if (octets + its > MOST_OCTETS) {
        words.add(word(part));
        part.setLength(0);
        octets = 0;
      }
      part.append(character);
      octets += its;
    }
    words.add(word(part));
    return words;
  }

  private static String word(CharSequence part) {
    byte[] octets = part.toString().getBytes(UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
  }
}
