package dev.parley.http;

/**
 * How welcome something is that a header lists, as its parameter {@code q} says (RFC 9110, section
 * 12.4.2).
 */
final class Quality {

  private Quality() {}

  /**
   * From 0, not acceptable, to 1, which it is when nothing is said, or nothing that can be read.
   *
   * @param parts a name and its parameters
   */
  static double of(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Math.max(0, Math.min(1, Double.parseDouble(parameter.substring(2))));
        } catch (NumberFormatException malformed) {
          return 1;
        }
      }
    }
    return 1;
  }
}
