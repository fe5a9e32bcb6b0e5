package dev.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole program, as a process of its own: started from the jar that the system property {@code
 * parley.jar} names, on free ports, with what it prints kept. It never outlives the tests.
 */
public final class ParleyProcess implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
  private static final Pattern READY = Pattern.compile("Parley is ready: http://127.0.0.1:(\\d+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final ParleyHome home;
  private final int managementPort;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Thread unlessClosed;

  private ParleyProcess(Process process, ParleyHome home, int managementPort) {
    this.process = process;
    this.home = home;
    this.managementPort = managementPort;
    this.unlessClosed = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(unlessClosed);
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it, and waits until it is ready. */
  public static ParleyProcess start(ParleyHome home, Map<String, String> environment) {
    return launch(home, environment).awaitReady();
  }

  /**
   * Starts it, and waits for nothing.
   *
   * @param environment settings; the ports are chosen here
   * @param jvmOptions such as {@code -Xmx96m}
   */
  public static ParleyProcess launch(
      ParleyHome home, Map<String, String> environment, String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-jar", System.getProperty("parley.jar", "target/parley.jar")));
    int managementPort = FreePort.find();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(ParleyProcess::isSetting);
    builder.environment().put("PARLEY_HOME", home.folder().toString());
    builder.environment().put("PORT", "0");
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(managementPort));
    builder.environment().putAll(environment);
    try {
      return new ParleyProcess(builder.start(), home, managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing that is set here by chance counts. */
  private static boolean isSetting(String variable) {
    return variable.startsWith("PARLEY_")
        || variable.startsWith("OPENAI_")
        || variable.startsWith("ANTHROPIC_")
        || List.of("DATABASE_URL", "HOST", "MANAGEMENT_HOST").contains(variable);
  }

  /** Waits for the line that says that it serves. */
  public ParleyProcess awaitReady() {
    try {
      port.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
      return this;
    } catch (Exception e) {
      close();
      throw new AssertionError("not ready:\n" + String.join("\n", output), e);
    }
  }

  /** The visitors' port, once it is ready. */
  public int port() {
    return port.join();
  }

  /** What it has in memory, by the kernel's account; 0 where there is no {@code /proc}. */
  public long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .sum();
  }

  /** What it has printed so far, on both of its streams. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** The sum of the metrics whose lines begin so; 0 when there are none. */
  public double metric(String beginning) throws Exception {
    return management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** The operators' port. */
  public int managementPort() {
    return managementPort;
  }

  /** Asks on the operators' port. */
  public HttpResponse<String> management(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    return HTTP.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What {@code scripts/domain} prints about this server. */
  public String domain(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    return Shell.run(
        command,
        Map.of(
            "MANAGEMENT_PORT", Integer.toString(managementPort),
            "PARLEY_HOME", home.folder().toString()));
  }

  /** Kills it, as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws Exception {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** Asks it to end, by SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end. Returns the exit code. */
  public int awaitExit(Duration patience) throws Exception {
    return process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS).exitValue();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      lines.lines().forEach(this::take);
    } catch (IOException | UncheckedIOException e) {
      output.add("(broken off: " + e + ")");
    }
    port.completeExceptionally(new IllegalStateException("it ended"));
  }

  private void take(String line) {
    output.add(line);
    Matcher ready = READY.matcher(line);
    if (ready.matches()) {
      port.complete(Integer.valueOf(ready.group(1)));
    }
  }

  /** Ends it in order, else by force. */
  @Override
  public void close() {
    process.destroy();
    try {
      awaitExit(LONGEST_STOP);
    } catch (Exception e) {
      process.destroyForcibly();
    }
    Runtime.getRuntime().removeShutdownHook(unlessClosed);
  }
}
