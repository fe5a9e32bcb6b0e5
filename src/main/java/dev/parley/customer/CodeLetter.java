package dev.parley.customer;

import dev.parley.bus.Mail;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The mail that brings a code: in the domain's language, if there is a text in it, else in English.
 * Nothing in it is a visitor's choice, so that nobody can send strangers anything by it. Without
 * state.
 */
final class CodeLetter {

  private static final String TEXTS = "mail.code";

  /** Not in the language of the machine that the server runs on. */
  private static final Control AS_ASKED = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

  private static final int MAX_NAME_LENGTH = 80;

  private CodeLetter() {}

  /**
   * Writes it.
   *
   * @param to the address in its normalised form
   * @param domain the domain's name; line breaks and other signs that nobody sees are left out
   * @param locale the domain's language, a tag as BCP 47 has it
   */
  static Mail write(String to, String domain, String locale, String code) {
    ResourceBundle texts = ResourceBundle.getBundle(TEXTS, Locale.forLanguageTag(locale), AS_ASKED);
    String name = oneLine(domain);
    return new Mail(
        to,
        texts.getString("subject").replace("{domain}", name),
        texts.getString("text").replace("{code}", code).replace("{domain}", name));
  }

  private static String oneLine(String name) {
    String line = name.replaceAll("[\\p{C}\\p{Z}\\s]+", " ").strip();
    return line.codePointCount(0, line.length()) <= MAX_NAME_LENGTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_NAME_LENGTH)) + "…";
  }
}
