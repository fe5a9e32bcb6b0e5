package dev.parley.settings;

/**
 * The program cannot start, for a reason that the operator can mend. The message is one line, made
 * for him: what is wrong, where, and what to do. It never bears a secret.
 */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public StartException(String message) {
    super(message);
  }

  /** Says why, and keeps what brought it about. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
