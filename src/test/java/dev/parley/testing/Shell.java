package dev.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs what a person would type. */
public final class Shell {

  private static final long PATIENCE_SECONDS = 30;

  private Shell() {}

  /** Runs a command that must succeed. Returns what it prints. */
  public static String run(List<String> command, Map<String, String> environment) throws Exception {
    Process process = begin(command, environment);
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(command + " failed:\n" + printed);
    }
    return printed;
  }

  /** Begins a command. */
  public static Process begin(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }
}
