package dev.parley.http;

import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Frame;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the scripted bot says to one turn, and to whom. Thread-safe. */
final class ScriptedAnswer {

  private final Vertx vertx;
  private final ScriptedParley parley;
  private final String question;
  private final List<AnswerRequest> readers = new ArrayList<>();
  private final StringBuilder said = new StringBuilder();
  private Optional<AnswerStatus> ended = Optional.empty();

  ScriptedAnswer(Vertx vertx, ScriptedParley parley, String question) {
    this.vertx = vertx;
    this.parley = parley;
    this.question = question;
  }

  /** What the visitor wrote. */
  String question() {
    return question;
  }

  synchronized boolean isOver() {
    return ended.isPresent();
  }

  synchronized boolean brokeOff() {
    return ended.isPresent() && !ended.get().endsWell();
  }

  /** A reader comes: he hears what was said from where he wants it, then what will be. */
  synchronized void join(AnswerRequest reader) {
    int from = Math.min(reader.from(), said.length());
    if (from < said.length()) {
      text(reader, from, said.substring(from));
    }
    readers.add(reader);
    ended.ifPresent(status -> end(reader, status));
  }

  synchronized ScriptedAnswer say(String text) {
    readers.forEach(reader -> text(reader, said.length(), text));
    said.append(text);
    return this;
  }

  void end() {
    end(AnswerStatus.COMPLETE);
  }

  /** One that is over stays as it is. */
  synchronized void end(AnswerStatus status) {
    if (ended.isEmpty()) {
      ended = Optional.of(status);
      readers.forEach(reader -> end(reader, status));
    }
  }

  private void text(AnswerRequest reader, int offset, String text) {
    parley.frameSent();
    send(reader, new Frame.Text(reader.reader(), offset, text));
  }

  private void end(AnswerRequest reader, AnswerStatus status) {
    send(reader, new Frame.End(reader.reader(), status));
  }

  private void send(AnswerRequest reader, Frame frame) {
    vertx.eventBus().send(reader.readerAddress(), frame);
  }
}
