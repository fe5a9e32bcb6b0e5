package dev.parley.database;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs for this machine, packed, as they travel in the jar.
 *
 * @param url where that is
 * @param id the same for the same contents
 */
record PostgresArchive(URL url, String id) {

  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final int OWNER_MAY_EXECUTE = 0100;

  /**
   * Finds it.
   *
   * @throws StartException when there is none for this machine
   */
  static PostgresArchive find() throws IOException {
    String name = name(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL url = PostgresArchive.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new StartException(
          "There is no embedded PostgreSQL for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + ". Set DATABASE_URL to a PostgreSQL of your own.");
    }
    return new PostgresArchive(url, id(url));
  }

  private static String name(String system, String machine) {
    String arm = machine.equals("aarch64") ? "arm_64" : machine;
    return "postgres-%s-%s.txz"
        .formatted(
            system.startsWith("Mac") ? "darwin" : system.toLowerCase(Locale.ROOT),
            machine.equals("amd64") ? "x86_64" : arm);
  }

  /** From the jar's directory, which has a checksum of it: reading it all takes too long. */
  private static String id(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (!(connection instanceof JarURLConnection inJar)) {
      throw new IOException(url + " is not in a jar");
    }
    try (JarFile jar = inJar.getJarFile()) {
      JarEntry entry = jar.getJarEntry(inJar.getEntryName());
      return "%08x%08x".formatted(entry.getCrc(), entry.getSize());
    }
  }

  /** Unpacks it into a folder that is empty. */
  void unpackInto(Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(url.openStream()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, folder.resolve(entry.getName()).normalize());
      }
    }
    Files.setPosixFilePermissions(folder, PROGRAM);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path to)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(to);
      return;
    }
    Files.createDirectories(to.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, to);
    }
    if (Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)) {
      boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
      Files.setPosixFilePermissions(to, program ? PROGRAM : FILE);
    }
  }
}
