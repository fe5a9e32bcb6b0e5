package dev.parley.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a {@link ModelServer} does with one request, step by step. Immutable: each method gives a
 * longer script.
 *
 * <pre>{@code
 * ModelScript.say("Hel", "lo").stall();
 * ModelScript.after(Duration.ofSeconds(1)).say("late").end();
 * ModelScript.refuse(429, Map.of("Retry-After", "1"));
 * }</pre>
 */
public record ModelScript(List<Step> steps) {

  /** One thing that the server does. */
  sealed interface Step {
    /** A piece of the answer, in an event of its own. */
    record Token(String text) implements Step {}

    /** These bytes, as they are. */
    record Raw(String latin1) implements Step {}

    /** The next piece of the answer, as far as the middle of one of its characters. */
    record HalfToken(String text) implements Step {}

    /** Nothing until that is done; for ever, should it never be. */
    record Await(Future<?> gate) implements Step {}

    /** Nothing for a while. */
    record Pause(Duration length) implements Step {}

    /** The end, as the protocol has it. */
    record End(String reason) implements Step {}

    /** The end, as the protocol has it, but not that of the response. */
    record EndMark() implements Step {}

    /** Why the answer ended, without the end. */
    record Finish(String reason) implements Step {}

    /** The end of the response, without the protocol's. */
    record EndEarly() implements Step {}

    /** The connection closes. */
    record HangUp() implements Step {}

    /** No stream, but all of this at once. */
    record Respond(int status, Map<String, String> headers, String body) implements Step {}
  }

  /** Nothing yet. */
  public static ModelScript begin() {
    return new ModelScript(List.of());
  }

  /** Says this and no more: add what comes then. */
  public static ModelScript say(String... tokens) {
    return begin().thenSay(tokens);
  }

  /** Says all of this, and ends. */
  public static ModelScript answer(String... tokens) {
    return say(tokens).end();
  }

  /** The same, each token after a pause. */
  public static ModelScript slowly(Duration pause, String... tokens) {
    ModelScript script = begin();
    for (String token : tokens) {
      script = script.pause(pause).thenSay(token);
    }
    return script.end();
  }

  /** Answers with an error. */
  public static ModelScript refuse(int status, Map<String, String> headers) {
    String body = "{\"error\":{\"message\":\"refused with " + status + "\",\"type\":\"scripted\"}}";
    return begin().with(new Step.Respond(status, headers, body));
  }

  /** Answers with that status and that body, which is no stream. */
  public static ModelScript respond(int status, String contentType, String body) {
    return begin().with(new Step.Respond(status, Map.of("Content-Type", contentType), body));
  }

  /** Takes the request, and says nothing at all: not even a status. */
  public static ModelScript silence() {
    return begin().stall();
  }

  /** These too, each in an event of its own. */
  public ModelScript thenSay(String... tokens) {
    ModelScript script = this;
    for (String token : tokens) {
      script = script.with(new Step.Token(token));
    }
    return script;
  }

  /** This token's event, broken off in the middle of the text's last character. */
  public ModelScript halfOf(String token) {
    return with(new Step.HalfToken(token));
  }

  /** These bytes of the response, as they are: one for each character. */
  public ModelScript raw(String latin1) {
    return with(new Step.Raw(latin1));
  }

  /** Waits until that is done. */
  public ModelScript await(Future<?> gate) {
    return with(new Step.Await(gate));
  }

  /** Waits that long. */
  public ModelScript pause(Duration length) {
    return with(new Step.Pause(length));
  }

  /** Says nothing any more, and keeps the connection. */
  public ModelScript stall() {
    return with(new Step.Await(Future.future(never -> {})));
  }

  /** Ends in order. */
  public ModelScript end() {
    return end("stop");
  }

  /** Ends in order, for that reason: {@code length}, say. */
  public ModelScript end(String reason) {
    return with(new Step.End(reason));
  }

  /** Says why the answer ended, and not yet that it is over. */
  public ModelScript finish(String reason) {
    return with(new Step.Finish(reason));
  }

  /** Says that the answer is over, and keeps the response open. */
  public ModelScript endMark() {
    return with(new Step.EndMark());
  }

  /** Ends the response in order, but not what it holds. */
  public ModelScript endEarly() {
    return with(new Step.EndEarly());
  }

  /** Closes the connection. */
  public ModelScript hangUp() {
    return with(new Step.HangUp());
  }

  private ModelScript with(Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return new ModelScript(List.copyOf(longer));
  }
}
