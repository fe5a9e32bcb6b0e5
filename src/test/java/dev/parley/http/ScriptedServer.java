package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Rating;
import dev.parley.bus.Source;
import dev.parley.bus.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The real HTTP verticle on a free port, with a bot that says what a test tells it to: for tests in
 * other packages. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {

  private final HttpFixture http = new HttpFixture();

  /** One answer, as it is said. */
  public interface Speaker {

    /** What the visitor wrote. */
    String question();

    /** Says a piece more. */
    Speaker say(String piece);

    /** What it will have rested on: a title, and an address or {@code null}. */
    Speaker source(String title, String url);

    /** All is said. */
    void end();

    /** The bot breaks off. */
    void fail();
  }

  /** Where it listens. */
  public int port() {
    return http.port();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** What a file of its own has. */
  public String get(String path) {
    return http.send(http.request(path).GET()).body();
  }

  /** What is done with each question from now on; called on an event loop. */
  public void onQuestion(Consumer<Speaker> script) {
    http.parley.script = answer -> script.accept(speaker(answer));
  }

  /** Every message that was stored, in their order. */
  public List<String> messages() {
    return http.parley.turns.stream().map(Turn::message).toList();
  }

  /** Who they are from. */
  public Set<String> visitors() {
    return http.parley.turns.stream().map(it -> it.visitor().value()).collect(Collectors.toSet());
  }

  /** Who was forgotten, in their order. */
  public List<String> resets() {
    return http.parley.resets.stream().map(it -> it.visitor().value()).toList();
  }

  /** What visitors think of its answers, in the order in which they said so. */
  public List<String> ratings() {
    return http.parley.ratings.stream().map(Rating::label).toList();
  }

  /** How often the bot was asked. */
  public int asked() {
    return http.parley.asked.get();
  }

  /** Begins as if nobody had ever said anything. */
  public void forget() {
    http.parley.forget();
  }

  private static Speaker speaker(ScriptedAnswer answer) {
    List<Source> sources = new ArrayList<>();
    return new Speaker() {
      @Override
      public String question() {
        return answer.question();
      }

      @Override
      public Speaker say(String piece) {
        answer.say(piece);
        return this;
      }

      @Override
      public Speaker source(String title, String url) {
        sources.add(new Source(title, Optional.ofNullable(url)));
        answer.sources(sources.toArray(Source[]::new));
        return this;
      }

      @Override
      public void end() {
        answer.end();
      }

      @Override
      public void fail() {
        answer.end(AnswerStatus.FAILED);
      }
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
