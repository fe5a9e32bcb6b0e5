package dev.parley.database;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** PostgreSQL's programs, unpacked once from the archive that travels in the jar. */
final class PostgresBinaries {

  /** Where the build unpacked them; unpacking takes a second, copying a fraction of it. */
  private static final String PREPARED = "parley.postgres";

  private PostgresBinaries() {}

  /**
   * Unpacks the programs beneath a folder, unless they are there; other processes may do so at the
   * same time.
   *
   * @return where {@code bin}, {@code lib} and {@code share} are
   */
  static Path unpackInto(Path folder) throws IOException {
    return unpackInto(folder, Optional.ofNullable(System.getProperty(PREPARED)).map(Path::of));
  }

  /**
   * The same.
   *
   * @param prepared a folder beneath which another process may have unpacked them before; they are
   *     copied from there, so that it may be deleted at any time
   */
  static Path unpackInto(Path folder, Optional<Path> prepared) throws IOException {
    PostgresArchive archive = PostgresArchive.find();
    Path unpacked = folder.resolve(archive.id());
    if (Files.isDirectory(unpacked)) {
      return unpacked;
    }
    Files.createDirectories(folder);
    Path beside = Files.createTempDirectory(folder, ".unpacking-");
    Optional<Path> copy = prepared.map(p -> p.resolve(archive.id())).filter(Files::isDirectory);
    if (copy.isEmpty() || !isCopied(copy.get(), beside)) {
      archive.unpackInto(beside);
    }
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

  /** False when it was deleted meanwhile; nothing is left of it then. */
  private static boolean isCopied(Path prepared, Path to) throws IOException {
    try {
      FileTrees.copy(prepared, to);
      return true;
    } catch (NoSuchFileException deleted) {
      FileTrees.delete(to);
      Files.createDirectory(to);
      return false;
    }
  }
}
