package dev.parley.database;

import dev.parley.settings.StartException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive for this machine that travels in the jar.
 */
final class PostgresBinaries {

  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /**
   * Unpacks the programs beneath a folder, unless they are there; other processes may do so at the
   * same time.
   *
   * @return where {@code bin}, {@code lib} and {@code share} are
   */
  static Path unpackInto(Path folder) throws IOException {
    byte[] archive = archive();
    Path unpacked = folder.resolve(digest(archive));
    if (Files.isDirectory(unpacked)) {
      return unpacked;
    }
    Files.createDirectories(folder);
    Path beside = Files.createTempDirectory(folder, ".unpacking-");
    unpack(archive, beside);
    Files.setPosixFilePermissions(beside, PROGRAM);
    try {
      Files.move(beside, unpacked, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException anotherProcessWasFaster) {
      FileTrees.delete(beside);
      if (!Files.isDirectory(unpacked)) {
        throw anotherProcessWasFaster;
      }
    }
    return unpacked;
  }

  private static byte[] archive() throws IOException {
    String system = System.getProperty("os.name");
    String machine = System.getProperty("os.arch");
    try (InputStream archive =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
            system.startsWith("Mac") ? "Darwin" : system, machine)) {
      return archive.readAllBytes();
    } catch (IllegalStateException noneForThisMachine) {
      throw new StartException(
          "There is no embedded PostgreSQL for "
              + system
              + " on "
              + machine
              + ". Set DATABASE_URL to a PostgreSQL of your own.",
          noneForThisMachine);
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void unpack(byte[] archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, into.resolve(entry.getName()).normalize());
      }
    }
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
