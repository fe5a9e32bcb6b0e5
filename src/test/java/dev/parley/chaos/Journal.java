package dev.parley.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file to which is only ever appended, one line of JSON for each {@link Entry}, in the order in
 * which things happened to a visitor. Thread-safe.
 */
final class Journal implements AutoCloseable {

  private final BufferedWriter file;
  private long ended;
  private long acknowledged;

  Journal(Path path) {
    try {
      file = Files.newBufferedWriter(path, UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void write(Entry entry) {
    try {
      file.write(entry.line());
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (entry instanceof Entry.Ended) {
      ended++;
    } else if (entry instanceof Entry.Acknowledged) {
      acknowledged++;
    }
  }

  /** How many answers were heard until their end: whether things go on. */
  synchronized long ended() {
    return ended;
  }

  /** How many promises to keep a message were heard, those for a retry as well. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  /** All that was written. */
  static List<Entry> read(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.map(Entry::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
