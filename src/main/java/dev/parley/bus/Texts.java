package dev.parley.bus;

/** What a text must be to be passed on: PostgreSQL takes neither NUL nor half a surrogate pair. */
public final class Texts {

  private Texts() {}

  /**
   * @return the text itself
   * @throws InvalidFieldException when it is not {@code min} to {@code max} UTF-16 units long,
   *     holds NUL, or half a surrogate pair
   */
  public static String require(String field, String text, int min, int max) {
    if (text.length() < min || text.length() > max) {
      throw new InvalidFieldException(field, "must be " + min + " to " + max + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new InvalidFieldException(field, "must not contain the NUL character");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new InvalidFieldException(field, "must not contain half a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }
}
