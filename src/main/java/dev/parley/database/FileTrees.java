package dev.parley.database;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done to a folder with all that is in it. */
final class FileTrees {

  private FileTrees() {}

  /** Deletes a folder, which may be missing. */
  static void delete(Path folder) throws IOException {
    for (Path path : deepestFirst(folder)) {
      Files.deleteIfExists(path);
    }
  }

  /** Gives a folder to another user. */
  static void give(Path folder, UserPrincipal owner) throws IOException {
    for (Path path : deepestFirst(folder)) {
      Files.setOwner(path, owner);
    }
  }

  /**
   * Makes another folder of the same contents, permissions and links too. Where the system allows
   * it, the files are the same ones by another name, which takes no time: for what nobody writes.
   */
  static void copy(Path folder, Path into) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path copied = into.resolve(folder.relativize(path));
        if (!path.equals(folder)) {
          linkOrCopy(path, copied);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.setPosixFilePermissions(into, Files.getPosixFilePermissions(folder));
  }

  private static void linkOrCopy(Path path, Path copied) throws IOException {
    if (Files.isRegularFile(path, NOFOLLOW_LINKS)) {
      try {
        Files.createLink(copied, path);
        return;
      } catch (FileSystemException | UnsupportedOperationException anotherDiskOrOwner) {
        Files.deleteIfExists(copied);
      }
    }
    Files.copy(path, copied, COPY_ATTRIBUTES, NOFOLLOW_LINKS);
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
