package dev.parley.bus;

/**
 * A letter to one address, in plain text.
 *
 * @param to the address in its normalised form
 * @param subject one line
 * @param text lines with {@code \n} between them
 */
public record Mail(String to, String subject, String text) {

  /** Says nothing of it, so that no log does: it may bear a code. */
  @Override
  public String toString() {
    return "Mail[…]";
  }
}
