package dev.parley.bench;

/**
 * The server refused a turn. Without a stack trace: thousands of them in a second would be paid for
 * by the server, which shares the machine.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status) {
    super("HTTP " + status, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
