package dev.parley.bot;

import dev.parley.bus.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a bot said, and how it ended. Thread-safe. */
final class Heard implements Speech {

  private final List<String> pieces = new CopyOnWriteArrayList<>();
  private final Promise<Heard> over = Promise.promise();
  private volatile int asked;
  private volatile int cost;
  private volatile List<Source> sources = List.of();

  @Override
  public void say(String piece) {
    pieces.add(piece);
  }

  @Override
  public void asked(int chars) {
    asked = chars;
  }

  @Override
  public void cost(int tokens) {
    cost = tokens;
  }

  @Override
  public void sources(List<Source> sources) {
    this.sources = sources;
  }

  @Override
  public void done() {
    over.complete(this);
  }

  @Override
  public void fail(Throwable cause) {
    over.fail(cause);
  }

  /** How long what was asked is; 0 when nobody said. */
  int asked() {
    return asked;
  }

  /** What it cost; 0 when nobody said. */
  int cost() {
    return cost;
  }

  /** What it rests on. */
  List<Source> sources() {
    return sources;
  }

  List<String> pieces() {
    return List.copyOf(pieces);
  }

  String text() {
    return String.join("", pieces);
  }

  /** Completes when the bot is done; fails with what it failed with. */
  Future<Heard> over() {
    return over.future();
  }
}
