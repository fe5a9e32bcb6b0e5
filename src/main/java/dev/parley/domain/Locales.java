package dev.parley.domain;

import dev.parley.bus.InvalidFieldException;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;

/** Languages by their tags (BCP 47), and how PostgreSQL searches texts in them. */
final class Locales {

  /** Those that every PostgreSQL has, from 15 on. */
  private static final Map<String, String> CONFIGURATIONS =
      Map.ofEntries(
          Map.entry("ar", "arabic"),
          Map.entry("hy", "armenian"),
          Map.entry("eu", "basque"),
          Map.entry("ca", "catalan"),
          Map.entry("da", "danish"),
          Map.entry("nl", "dutch"),
          Map.entry("en", "english"),
          Map.entry("fi", "finnish"),
          Map.entry("fr", "french"),
          Map.entry("de", "german"),
          Map.entry("el", "greek"),
          Map.entry("hi", "hindi"),
          Map.entry("hu", "hungarian"),
          Map.entry("id", "indonesian"),
          Map.entry("ga", "irish"),
          Map.entry("it", "italian"),
          Map.entry("lt", "lithuanian"),
          Map.entry("ne", "nepali"),
          Map.entry("nb", "norwegian"),
          Map.entry("nn", "norwegian"),
          Map.entry("no", "norwegian"),
          Map.entry("pt", "portuguese"),
          Map.entry("ro", "romanian"),
          Map.entry("ru", "russian"),
          Map.entry("sr", "serbian"),
          Map.entry("es", "spanish"),
          Map.entry("sv", "swedish"),
          Map.entry("ta", "tamil"),
          Map.entry("tr", "turkish"),
          Map.entry("yi", "yiddish"));

  private Locales() {}

  /**
   * A tag as it is kept: {@code pt_br} is {@code pt-BR}.
   *
   * @throws InvalidFieldException when it is none, or says no language
   */
  static String normalise(String tag) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag.replace('_', '-')).build();
      if (!locale.getLanguage().isEmpty()) {
        return locale.toLanguageTag();
      }
    } catch (IllformedLocaleException none) {
      // said below
    }
    throw new InvalidFieldException("locale", "must be a language tag, such as de or pt-BR");
  }

  /**
   * The text search configuration for a language; {@code simple}, which compares words as they are
   * written, where PostgreSQL knows no better.
   *
   * @param tag as it is kept
   */
  static String configuration(String tag) {
    return CONFIGURATIONS.getOrDefault(tag.split("-", 2)[0], "simple");
  }
}
