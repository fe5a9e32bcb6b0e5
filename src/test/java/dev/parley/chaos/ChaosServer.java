package dev.parley.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.testing.FreePort;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One server after the other, on the same port and the same database. Used by one thread. */
final class ChaosServer implements AutoCloseable {

  private final ParleyHome home;
  private final Path log;
  private final Map<String, String> environment;
  private final String[] jvmOptions;
  private final int port;
  private ParleyProcess process;

  /**
   * Starts nothing yet.
   *
   * @param folder for its home and its log
   * @param settings as variables of the environment
   */
  ChaosServer(Path folder, Map<String, String> settings, List<String> jvmOptions)
      throws IOException {
    this.home = ParleyHome.createIn(folder);
    this.log = Files.createFile(folder.resolve("server.log"));
    this.jvmOptions = jvmOptions.toArray(String[]::new);
    this.port = FreePort.find();
    this.environment = new HashMap<>(settings);
    environment.put("PORT", Integer.toString(port));
  }

  /** Where visitors find it, while it serves. */
  int port() {
    return port;
  }

  /** Starts it, and waits for nothing. */
  void launch() {
    process = ParleyProcess.launch(home, environment, jvmOptions);
  }

  /** Waits until it serves. */
  void awaitReady() {
    process.awaitReady();
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() throws Exception {
    process.kill();
    keepLog();
  }

  /** What each of them printed. */
  List<String> log() throws IOException {
    return Files.readAllLines(log);
  }

  private void keepLog() {
    try {
      Files.write(log, process.output(), UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.close();
    process = null;
  }

  /** Ends the last one in order. */
  @Override
  public void close() {
    if (process != null) {
      process.close();
      keepLog();
    }
  }
}
