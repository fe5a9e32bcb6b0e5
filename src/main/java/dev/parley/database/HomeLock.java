package dev.parley.database;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.parley.settings.StartException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * One process at a time on one home folder. The operating system frees the lock when its holder
 * dies, however it dies; the number in the file only tells who he is.
 */
final class HomeLock implements Closeable {

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, at once or not at all.
   *
   * @throws StartException when another process holds it
   */
  static HomeLock take(Path home) throws IOException {
    FileChannel channel = FileChannel.open(home.resolve("lock"), CREATE, READ, WRITE);
    if (!locked(channel)) {
      String holder = holder(channel);
      channel.close();
      throw new StartException(
          "Parley already runs on "
              + home
              + holder
              + ". Stop it first, or set PARLEY_HOME to another folder.");
    }
    channel.truncate(0);
    channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
    return new HomeLock(channel);
  }

  /** Whether another process holds it at this moment. */
  static boolean isTaken(Path home) throws IOException {
    try (FileChannel channel = FileChannel.open(home.resolve("lock"), CREATE, READ, WRITE)) {
      return !locked(channel);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    String number = US_ASCII.decode(pid.flip()).toString().strip();
    return number.isEmpty() ? "" : " (process " + number + ")";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
