package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs another program to its end. Blocking. */
final class Command {

  private static final int COULD_NOT_RUN = 127;

  private Command() {}

  /**
   * How it ended.
   *
   * @param output what it wrote, errors included
   */
  record Result(int status, String output) {

    boolean succeeded() {
      return status == 0;
    }

    /** The last line that says something. */
    String lastLine() {
      List<String> lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
      return lines.isEmpty() ? "exit status " + status : lines.get(lines.size() - 1);
    }
  }

  /** Runs it. One that is missing ends with status 127, as in a shell. */
  static Result run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    withoutForeignSettings(builder.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      return new Result(COULD_NOT_RUN, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(COULD_NOT_RUN, "interrupted");
    }
  }

  /** Nothing that is meant for another PostgreSQL may reach ours; and its messages are English. */
  private static void withoutForeignSettings(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANGUAGE"));
    environment.put("LANG", "C");
  }
}
