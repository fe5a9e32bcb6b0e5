package dev.parley.bus;

/** A field of a message that breaks its rule. The text is fit to be shown to whoever sent it. */
public final class InvalidFieldException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the field's name as the sender knows it
   * @param rule what it must be, as a sentence's end: "must be 1 to 4000 characters"
   */
  public InvalidFieldException(String field, String rule) {
    super(field + " " + rule);
    this.field = field;
  }

  /** The field's name as the sender knows it. */
  public String field() {
    return field;
  }
}
