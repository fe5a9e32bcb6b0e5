package dev.parley.bot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is answered without looking anything up, in a domain's language, if there are texts in it,
 * else in English. It says nothing that is not so, and promises nothing that nobody does; and it
 * tells no customer that was known from one that is new. English is understood everywhere.
 * Immutable.
 */
final class SmallTalk {

  private static final String TEXTS = "bot.small_talk";

  /** Not in the language of the machine that the server runs on. */
  private static final Control AS_ASKED = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

  private static final String OF_ADDRESS = "[^\\s@<>()\\[\\],;:\"]";

  /** Looks for one only where a run of its signs begins, so that a long run is read once. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<!" + OF_ADDRESS + ")" + OF_ADDRESS + "++@" + OF_ADDRESS + "++");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private static final Pattern A_WORD = Pattern.compile("[\\p{L}\\p{N}]");

  private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private static final ResourceBundle ENGLISH_TEXTS = texts(Locale.ENGLISH);

  private static final SmallTalk ENGLISH = new SmallTalk(ENGLISH_TEXTS);

  /** By PostgreSQL's names for its text search configurations. */
  private static final Map<String, SmallTalk> OTHERS =
      Map.of(
          "german", new SmallTalk(texts(Locale.GERMAN)),
          "french", new SmallTalk(texts(Locale.FRENCH)),
          "spanish", new SmallTalk(texts(Locale.forLanguageTag("es"))));

  private final String greeting;
  private final String thanksForAddress;
  private final String welcome;
  private final String farewell;
  private final String anythingElse;
  private final String unknown;
  private final String unknownFromStranger;
  private final Courtesy hello;
  private final Courtesy thanks;
  private final Courtesy bye;
  private final Courtesy fine;

  /** Whoever says no other words besides his name and his address only introduces himself. */
  private final Set<String> introducing;

  private final Pattern name;

  /**
   * What leads to an address and asks nothing: its words would count as asked for. It ends where a
   * run of an address's signs begins, for the same reason as {@link #ADDRESS}.
   */
  private final Pattern introduction;

  /** Words that say nothing of what is asked. */
  private final Pattern fillers;

  /**
   * Words by which somebody is polite.
   *
   * @param core one of them at least is said
   * @param around what else may be
   */
  private record Courtesy(Set<String> core, Set<String> around) {

    boolean isAllOf(List<String> words) {
      return words.stream().anyMatch(core::contains)
          && words.stream().allMatch(word -> core.contains(word) || around.contains(word));
    }
  }

  private SmallTalk(ResourceBundle texts) {
    greeting = texts.getString("greeting");
    thanksForAddress = texts.getString("thanks_for_address");
    welcome = texts.getString("welcome");
    farewell = texts.getString("farewell");
    anythingElse = texts.getString("anything_else");
    unknown = texts.getString("unknown");
    unknownFromStranger = unknown + " " + texts.getString("ask_for_address");
    hello = courtesy(texts, "hello");
    thanks = courtesy(texts, "thanks");
    bye = courtesy(texts, "bye");
    fine = courtesy(texts, "fine");
    introducing =
        Stream.of(words(texts, "around_address"), hello.core(), hello.around(), thanks.core())
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    String capitalised = "\\p{Lu}[\\p{L}'-]*";
    name =
        Pattern.compile(
            "%s(?iu:%s)\\s+%s(\\s+%s)?"
                .formatted(
                    WordEdge.BEGIN, either(texts, "name_follows"), capitalised, capitalised));
    introduction =
        Pattern.compile(
            "%s(?:%s)(?=%s++@)"
                .formatted(WordEdge.BEGIN, either(texts, "address_follows"), OF_ADDRESS),
            ANY_CASE);
    fillers =
        Pattern.compile(
            "%s(?:%s|%s)%s"
                .formatted(
                    WordEdge.BEGIN,
                    either(texts, "courtesy"),
                    Arrays.stream(texts.getString("fillers").split(" +"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")),
                    WordEdge.END),
            ANY_CASE);
  }

  /** Reads the texts. Blocks; without it, whoever asks first would wait for that. */
  static void load() {
    // by the class's initialisation
  }

  /**
   * That of a language.
   *
   * @param language a text search configuration of PostgreSQL, such as {@code english}
   */
  static SmallTalk in(String language) {
    return OTHERS.getOrDefault(language, ENGLISH);
  }

  private static ResourceBundle texts(Locale locale) {
    return ResourceBundle.getBundle(TEXTS, locale, AS_ASKED);
  }

  private static Courtesy courtesy(ResourceBundle texts, String key) {
    return new Courtesy(words(texts, key), words(texts, "around_" + key));
  }

  private static Set<String> words(ResourceBundle texts, String key) {
    return ownAndEnglish(texts, it -> it.getString(key).split(" +"))
        .flatMap(Arrays::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String either(ResourceBundle texts, String key) {
    return ownAndEnglish(texts, it -> it.getString(key)).collect(Collectors.joining("|"));
  }

  private static <T> Stream<T> ownAndEnglish(ResourceBundle own, Function<ResourceBundle, T> part) {
    return Stream.of(own, ENGLISH_TEXTS).distinct().map(part);
  }

  String greeting() {
    return greeting;
  }

  String thanksForAddress() {
    return thanksForAddress;
  }

  /** What to say when nothing was found. */
  String unknown(Question question) {
    return question.fromStranger() ? unknownFromStranger : unknown;
  }

  /**
   * What to say when the message asks nothing.
   *
   * @param plain the message {@linkplain #withoutAddresses without its addresses}
   */
  Optional<String> replyTo(Question question, String plain) {
    List<String> words = words(name.matcher(plain).replaceAll(" "));
    boolean givesAddress = question.outcome().byAddress() && !plain.equals(question.message());
    if (givesAddress && introducing.containsAll(words)) {
      return Optional.of(thanksForAddress);
    }
    if (hello.isAllOf(words)) {
      return Optional.of(greeting);
    }
    if (thanks.isAllOf(words)) {
      return Optional.of(welcome);
    }
    if (bye.isAllOf(words)) {
      return Optional.of(farewell);
    }
    if (fine.isAllOf(words) && plain.indexOf('?') < 0) {
      return Optional.of(anythingElse);
    }
    return Optional.empty();
  }

  /** A visitor's address is never looked up in the knowledge base, nor what introduces it. */
  String withoutAddresses(String message) {
    String bare = introduction.matcher(message).replaceAll(" ");
    return ADDRESS.matcher(bare).replaceAll(" ");
  }

  /** What of a message asks for something; all of it when nothing does. */
  String essence(String plain) {
    String essence = fillers.matcher(plain.replace('’', '\'')).replaceAll(" ");
    return A_WORD.matcher(essence).find() ? essence : plain;
  }

  private static List<String> words(String text) {
    return Arrays.stream(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
