package dev.parley.bot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is answered without looking anything up. It says nothing that is not so, and promises
 * nothing that nobody does; and it tells no customer that was known from one that is new.
 */
final class SmallTalk {

  static final String GREETING = "Hello! How can I help you?";
  static final String THANKS_FOR_ADDRESS =
      "Thank you, your e-mail address is noted. How can I help you?";
  static final String WELCOME = "You are welcome!";
  static final String UNKNOWN = "I am sorry, I do not know the answer to that.";
  static final String UNKNOWN_FROM_STRANGER =
      UNKNOWN
          + " If you tell me your e-mail address, the people who run this site can see whose"
          + " question it is.";

  private static final String OF_ADDRESS = "[^\\s@<>()\\[\\],;:\"]";

  /** Looks for one only where a run of its signs begins, so that a long run is read once. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<!" + OF_ADDRESS + ")" + OF_ADDRESS + "++@" + OF_ADDRESS + "++");

  /**
   * What leads to an address and asks nothing: its words would count as asked for. It ends where a
   * run of an address's signs begins, for the same reason.
   */
  private static final Pattern INTRODUCTION =
      Pattern.compile(
          WordEdge.BEGIN
              + "(?:(?:my|the)\\s++)?(?:new\\s++)?e-?mail(?:\\s++address)?(?:\\s++is\\s++|\\s*+:\\s*+)(?="
              + OF_ADDRESS
              + "++@)"
              + "|"
              + WordEdge.BEGIN
              + "(?:reach|contact|write|e-?mail|mail)\\s++(?:to\\s++)?me\\s++(?:at|on|under|by|via)\\s++(?="
              + OF_ADDRESS
              + "++@)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME =
      Pattern.compile(
          WordEdge.BEGIN
              + "(?i:my name is|my name's|i am|i'm|this is)\\s+\\p{Lu}[\\p{L}'-]*(\\s+\\p{Lu}[\\p{L}'-]*)?");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private static final Set<String> HELLO =
      Set.of(
          "hi",
          "hello",
          "hey",
          "hiya",
          "howdy",
          "greetings",
          "hallo",
          "morning",
          "afternoon",
          "evening");
  private static final Set<String> AFTER_HELLO =
      Set.of("again", "there", "good", "everyone", "all", "dear", "day", "to", "you");
  private static final Set<String> THANKS = Set.of("thanks", "thank", "thx", "cheers");
  private static final Set<String> AFTER_THANKS =
      Set.of(
          "you", "very", "much", "a", "lot", "ok", "okay", "great", "perfect", "so", "many", "for",
          "your", "the", "help", "that", "this");
  private static final Set<String> AROUND_ADDRESS =
      Set.of(
          "my", "new", "e", "email", "mail", "address", "is", "it", "its", "s", "the", "here",
          "this", "i", "m", "am", "me", "you", "can", "reach", "at", "contact", "and", "or", "yes",
          "sure", "ok", "okay", "of", "course", "use", "please", "write", "to", "mine", "now",
          "under", "on", "a", "name");

  private SmallTalk() {}

  /**
   * What to say when the message asks nothing.
   *
   * @param plain the message {@linkplain #withoutAddresses without its addresses}
   */
  static Optional<String> replyTo(Question question, String plain) {
    List<String> words = words(NAME.matcher(plain).replaceAll(" "));
    boolean givesAddress = question.outcome().byAddress() && !plain.equals(question.message());
    if (givesAddress && introducesOnly(words)) {
      return Optional.of(THANKS_FOR_ADDRESS);
    }
    if (isMadeOf(words, HELLO, AFTER_HELLO)) {
      return Optional.of(GREETING);
    }
    if (isMadeOf(words, THANKS, AFTER_THANKS)) {
      return Optional.of(WELCOME);
    }
    return Optional.empty();
  }

  /** What to say when nothing was found. */
  static String unknown(Question question) {
    return question.fromStranger() ? UNKNOWN_FROM_STRANGER : UNKNOWN;
  }

  /** A visitor's address is never looked up in the knowledge base, nor what introduces it. */
  static String withoutAddresses(String message) {
    String bare = INTRODUCTION.matcher(message).replaceAll(" ");
    return ADDRESS.matcher(bare).replaceAll(" ");
  }

  private static List<String> words(String text) {
    return Arrays.stream(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean introducesOnly(List<String> words) {
    return words.stream()
        .allMatch(
            word ->
                AROUND_ADDRESS.contains(word)
                    || HELLO.contains(word)
                    || AFTER_HELLO.contains(word)
                    || THANKS.contains(word));
  }

  private static boolean isMadeOf(List<String> words, Set<String> core, Set<String> around) {
    return words.stream().anyMatch(core::contains)
        && words.stream().allMatch(word -> core.contains(word) || around.contains(word));
  }
}
