package dev.parley.testing;

import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that a test runs and that a machine may lack. The test is then skipped, with a line
 * that says why; or it fails, where the variable is {@code required}.
 *
 * @param variable the environment variable that says so
 * @param what what is needed
 */
public record OptionalTool(String variable, String what) {

  private static final Logger LOG = LoggerFactory.getLogger(OptionalTool.class);

  /** Goes on only where it is there. */
  public void require(boolean there, String otherwise) {
    if (there) {
      return;
    }
    String line = "This test needs " + what + ": " + otherwise;
    if ("required".equals(System.getenv(variable))) {
      throw new AssertionError(line + " (" + variable + "=required)");
    }
    LOG.warn("Skipped. {} ({}=required makes this a failure)", line, variable);
    Assumptions.abort(line);
  }
}
