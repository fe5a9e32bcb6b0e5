package dev.parley.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's nginx with our example of a configuration, on a loopback port of its own and with its
 * files in a folder of its own; all else stands as it is in {@code conf/nginx.conf}. Needs nginx;
 * {@code PARLEY_NGINX=required} says that a machine has it.
 */
public final class Nginx implements AutoCloseable {

  private static final OptionalTool TOOL = new OptionalTool("PARLEY_NGINX", "nginx");
  private static final Path CONFIGURATION = Path.of("conf", "nginx.conf");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TRIES = 3;
  private static final String PID = "nginx.pid";
  private static final String PRINTED = "printed";

  /** Ends nginx when nobody holds the other end of its input any more: also when the JVM died. */
  private static final String WITH_US =
      "\"$@\" & server=$!; cat >/dev/null; kill -TERM $server; wait $server";

  private final Process process;
  private final int port;
  private final Path folder;

  private Nginx(Process process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  /**
   * Starts it in front of a server. Skips the test where there is none.
   *
   * @param upstream the server's port
   * @param folder where its files go
   */
  public static Nginx start(int upstream, Path folder) throws Exception {
    String program = program();
    for (int i = 1; i <= TRIES; i++) {
      int port = FreePort.find();
      Path configuration = configure(upstream, port, folder.toAbsolutePath());
      Nginx nginx = new Nginx(run(program, configuration, folder), port, folder);
      if (nginx.isReady()) {
        return nginx;
      }
      nginx.close(); // somebody else took the port in the meantime
    }
    throw new AssertionError("nginx did not start:\n" + Files.readString(folder.resolve(PRINTED)));
  }

  public int port() {
    return port;
  }

  /** Not on everybody's path: Debian has it among the administrator's programs. */
  private static String program() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    List<Path> found =
        Stream.of(path.split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "nginx"))
            .filter(Files::isExecutable)
            .toList();
    TOOL.require(!found.isEmpty(), "there is none");
    return found.get(0).toString();
  }

  private static Path configure(int upstream, int port, Path folder) throws IOException {
    String user = System.getProperty("user.name");
    StringBuilder http = new StringBuilder("http {\n");
    for (String body : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      http.append("    ")
          .append(body)
          .append("_temp_path ")
          .append(folder)
          .append("/")
          .append(body)
          .append(";\n");
    }
    String configuration = Files.readString(CONFIGURATION);
    configuration = replace(configuration, "user www-data;", "user " + user + ";");
    configuration = replace(configuration, "/run/nginx.pid", folder + "/" + PID);
    configuration = replace(configuration, "/var/log/nginx/", folder + "/");
    configuration = replace(configuration, "http {\n", http.toString());
    configuration = replace(configuration, "127.0.0.1:3000", "127.0.0.1:" + upstream);
    configuration = replace(configuration, "listen 8080;", "listen 127.0.0.1:" + port + ";");
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve(PID));
    return Files.writeString(folder.resolve("nginx.conf"), configuration);
  }

  private static String replace(String text, String before, String after) {
    if (!text.contains(before)) {
      throw new AssertionError(CONFIGURATION + " has no " + before.strip());
    }
    return text.replace(before, after);
  }

  private static Process run(String program, Path configuration, Path folder) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            WITH_US,
            "nginx",
            program,
            "-p",
            folder.toAbsolutePath().toString(),
            "-c",
            configuration.toString(),
            "-g",
            "daemon off;")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(PRINTED).toFile())
        .start();
  }

  /** Its file of the process id comes when the port is its own. */
  private boolean isReady() throws IOException {
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(PID)) || gaveUp());
    return !gaveUp();
  }

  private boolean gaveUp() throws IOException {
    return Files.readString(folder.resolve(PRINTED)).contains("[emerg]");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      await().atMost(PATIENCE).until(() -> !process.isAlive());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
