package dev.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tests in JavaScript with the npm packages that they name, installed once into a folder of the
 * build. They need node and npm; {@code PARLEY_NODE=required} says that a machine has them.
 */
public final class NodePackages {

  private static final OptionalTool NODE =
      new OptionalTool("PARLEY_NODE", "node 18 or newer, npm and its registry");

  private static final int OLDEST_NODE = 18;
  private static final long PATIENCE_SECONDS = 120;
  private static final String LOCK = "package-lock.json";

  private final Path folder;

  private NodePackages(Path folder) {
    this.folder = folder;
  }

  private record Run(int status, String printed) {}

  /**
   * Installs what the lock file says, unless that is done.
   *
   * @param source where {@code package.json}, its lock file and the scripts are
   * @param folder where they go
   */
  public static NodePackages install(Path source, Path folder) throws Exception {
    Files.createDirectories(folder);
    NodePackages packages = new NodePackages(folder);
    int version = packages.nodeVersion();
    NODE.require(version >= OLDEST_NODE, version == 0 ? "there is none" : "this is " + version);
    Path installed = folder.resolve("installed-" + LOCK);
    boolean done = Files.exists(installed) && Files.mismatch(installed, source.resolve(LOCK)) == -1;
    copy(source, folder);
    if (!done) {
      Run npm = packages.run(Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
      NODE.require(npm.status() == 0, "npm ci says: " + npm.printed());
      Files.copy(source.resolve(LOCK), installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return packages;
  }

  /** Runs one file of tests by node's own test runner. All must pass. Returns what it prints. */
  public String test(String file, Map<String, String> environment) throws Exception {
    Run run = run(environment, "node", "--test", "--test-reporter=spec", file);
    if (run.status() != 0) {
      throw new AssertionError(file + " failed:\n" + run.printed());
    }
    return run.printed();
  }

  /** 0 when there is no node, or no npm beside it. */
  private int nodeVersion() throws InterruptedException {
    try {
      Run npm = run(Map.of(), "npm", "--version");
      String version = run(Map.of(), "node", "-p", "process.versions.node").printed();
      return npm.status() == 0 ? Integer.parseInt(version.split("\\.", 2)[0]) : 0;
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }

  private Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      String printed = Files.readString(output, UTF_8).strip();
      return new Run(ended ? process.exitValue() : -1, printed);
    } finally {
      Files.delete(output);
    }
  }

  private static void copy(Path source, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
