package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hears what a {@link PacedModel} says by way of the server, and tells how long each token was
 * under way. Used on one event loop.
 */
final class PacedAnswers {

  private static final Pattern SENT_AT = Pattern.compile("(\\d+) \"");

  private final ChatServer server;
  private final Turns turns;
  private final Timings added = new Timings("added");
  private final Failures failures = new Failures();
  private final ClosedLoop loop;
  private final long from;

  /**
   * @param warmUp what is said meanwhile does not count
   */
  PacedAnswers(ChatServer server, Turns turns, Duration warmUp, Duration length) {
    this.server = server;
    this.turns = turns;
    this.from = System.nanoTime() + warmUp.toNanos();
    this.loop = new ClosedLoop(this::ask, warmUp.plus(length));
  }

  /** So many visitors at once, one question after the other. */
  Future<Void> run(int visitors) {
    return loop.run(visitors);
  }

  private Future<Void> ask() {
    return server.ask(turns.next(), new Tokens()).onFailure(failures::add);
  }

  void print(PrintStream out) {
    added.print(out);
    failures.print(out, "");
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
