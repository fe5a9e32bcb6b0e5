package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** A file for its owner's eyes only. */
public final class SecretFile {

  private static final int SECRET_BYTES = 24;

  private SecretFile() {}

  /** A new secret of 192 random bits, in letters that need no quoting anywhere. */
  public static String random() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Writes it whole or not at all, whatever loses its power meanwhile; nobody else can read it at
   * any time.
   */
  public static void write(Path file, String secret) throws IOException {
    // A temporary file is made with mode 600.
    Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), ".secret-", "");
    try {
      writeToDisk(beside, UTF_8.encode(secret + "\n"));
      Files.move(beside, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void writeToDisk(Path file, ByteBuffer text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
  }
}
