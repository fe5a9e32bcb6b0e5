package dev.parley.bench;

import java.io.PrintStream;

/** The turns that failed: how many, and why the last one did. Used on one thread. */
final class Failures {

  private long count;
  private String last = "";

  void add(Throwable cause) {
    count++;
    last = String.valueOf(cause.getMessage());
  }

  /**
   * A line each.
   *
   * @param prefix of their names
   */
  void print(PrintStream out, String prefix) {
    out.println(prefix + "failed\t" + count);
    if (count > 0) {
      out.println(prefix + "failure\t" + last);
    }
  }
}
