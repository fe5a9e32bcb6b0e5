package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Hears what a {@link PacedModel} says by way of the server, and tells how long each token was
 * under way. Used on one event loop.
 */
final class PacedAnswers {

  private static final Pattern SENT_AT = Pattern.compile("(\\d+) \"");

  private final ChatServer server;
  private final Turns turns;
  private final Timings added = new Timings("added");
  private final long from;
  private final long until;
  private int failed;

  /**
   * @param warmUp what is said meanwhile does not count
   */
  PacedAnswers(ChatServer server, Turns turns, Duration warmUp, Duration length) {
    this.server = server;
    this.turns = turns;
    this.from = System.nanoTime() + warmUp.toNanos();
    this.until = from + length.toNanos();
  }

  /** So many visitors at once, one question after the other. */
  Future<Void> run(int visitors) {
    return Future.all(IntStream.range(0, visitors).mapToObj(i -> converse()).toList()).mapEmpty();
  }

  private Future<Void> converse() {
    return OneByOne.run(
        () -> System.nanoTime() - until < 0,
        () -> server.ask(turns.next(), new Tokens()).onFailure(cause -> failed++));
  }

  void print(PrintStream out) {
    added.print(out);
    out.println("failed\t" + failed);
  }

  private final class Tokens implements Listener {

    @Override
    public void chunk(Buffer piece, long now) {
      if (now < from) {
        return;
      }
      Matcher sent = SENT_AT.matcher(piece.toString(StandardCharsets.US_ASCII));
      while (sent.find()) {
        added.add(now - Long.parseLong(sent.group(1)));
      }
    }

    @Override
    public void end(long now) {
      // Only the tokens count.
    }
  }
}
