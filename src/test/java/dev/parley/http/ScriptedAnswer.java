package dev.parley.http;

import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Frame;
import dev.parley.bus.Source;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the scripted bot says to one turn, and to whom. Thread-safe. */
final class ScriptedAnswer {

  private final Vertx vertx;
  private final ScriptedParley parley;
  private final String question;
  private final int attempt;

  /** How much of it each reader was sent, in their order. */
  private final Map<AnswerRequest, Integer> heard = new LinkedHashMap<>();

  private final StringBuilder said = new StringBuilder();
  private int tokens;
  private List<Source> sources = List.of();
  private Optional<AnswerStatus> ended = Optional.empty();

  ScriptedAnswer(Vertx vertx, ScriptedParley parley, String question, int attempt) {
    this.vertx = vertx;
    this.parley = parley;
    this.question = question;
    this.attempt = attempt;
  }

  /** What the visitor wrote. */
  String question() {
    return question;
  }

  /** Which attempt at the turn's answer it is. */
  int attempt() {
    return attempt;
  }

  synchronized boolean isOver() {
    return ended.isPresent();
  }

  /** How it ended, if it did. */
  synchronized Optional<AnswerStatus> status() {
    return ended;
  }

  synchronized boolean brokeOff() {
    return ended.isPresent() && !ended.get().endsWell();
  }

  /** A reader comes: he hears what was said from where he wants it, then what will be. */
  synchronized void join(AnswerRequest reader) {
    heard.put(reader, reader.fromIn(attempt));
    catchUp(reader);
    ended.ifPresent(status -> end(reader, status));
  }

  synchronized ScriptedAnswer say(String text) {
    said.append(text);
    heard.keySet().forEach(this::catchUp);
    return this;
  }

  /** What it will have cost. */
  synchronized ScriptedAnswer cost(int tokens) {
    this.tokens = tokens;
    return this;
  }

  /** What it will have rested on. */
  synchronized ScriptedAnswer sources(Source... all) {
    this.sources = List.of(all);
    return this;
  }

  /** As the bot does: who begins inside a surrogate pair hears it from its first half. */
  private void catchUp(AnswerRequest reader) {
    int from = heard.get(reader);
    if (from < said.length()) {
      int whole = isInsidePair(from) ? from - 1 : from;
      text(reader, whole, said.substring(whole));
      heard.put(reader, said.length());
    }
  }

  private boolean isInsidePair(int at) {
    return at > 0 && Character.isSurrogatePair(said.charAt(at - 1), said.charAt(at));
  }

  void end() {
    end(AnswerStatus.COMPLETE);
  }

  /** One that is over stays as it is. */
  synchronized void end(AnswerStatus status) {
    if (ended.isEmpty()) {
      ended = Optional.of(status);
      heard.keySet().forEach(reader -> end(reader, status));
    }
  }

  private void text(AnswerRequest reader, int offset, String text) {
    parley.frameSent();
    send(reader, new Frame.Text(reader.reader(), offset, text));
  }

  private void end(AnswerRequest reader, AnswerStatus status) {
    boolean pays = heard.keySet().iterator().next().equals(reader);
    send(reader, new Frame.End(reader.reader(), status, pays ? tokens : 0, sources));
  }

  private void send(AnswerRequest reader, Frame frame) {
    vertx.eventBus().send(reader.readerAddress(), frame);
  }
}
