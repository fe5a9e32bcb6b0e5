package dev.parley.bot.model;

import dev.parley.bot.model.ModelFailure.Kind;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question to the model until it is answered: one call, and a second one when the first failed
 * before its first token for a reason that may pass. Once something was said there is no second
 * try, since it would say something else. Not thread-safe: belongs to one event loop.
 */
public final class ModelRun implements ModelCall.Caller {

  private static final int MOST_CALLS = 2;

  private final Vertx vertx;
  private final Duration patience;
  private final Function<ModelCall.Caller, ModelCall> newCall;
  private final ModelHealth health;
  private final ModelListener listener;
  private final long begun = System.nanoTime();

  private Optional<ModelCall> call = Optional.empty();
  private int calls;
  private long deadline;
  private long pause;
  private boolean spoke;
  private boolean over;

  /**
   * @param patience how long all of it may take
   * @param newCall begins a call
   */
  ModelRun(
      Vertx vertx,
      Duration patience,
      Function<ModelCall.Caller, ModelCall> newCall,
      ModelHealth health,
      ModelListener listener) {
    this.vertx = vertx;
    this.patience = patience;
    this.newCall = newCall;
    this.health = health;
    this.listener = listener;
  }

  /** Asks. The listener may be called before this comes back. */
  public void begin() {
    if (health.needsRest()) {
      finish(() -> listener.away(new ModelFailure(Kind.SPARED, "it failed too often of late")));
      return;
    }
    deadline = vertx.setTimer(patience.toMillis(), id -> tooLate());
    callNow();
  }

  private void callNow() {
    calls++;
    ModelCall begunCall = newCall.apply(this);
    if (over) {
      begunCall.stop();
    } else {
      call = Optional.of(begunCall);
    }
  }

  @Override
  public void token(String text) {
    if (over) {
      return;
    }
    if (!spoke) {
      spoke = true;
      health.firstTokenAfter(Duration.ofNanos(System.nanoTime() - begun));
    }
    listener.token(text);
  }

  @Override
  public void cost(int tokens) {
    if (!over) {
      listener.cost(tokens);
    }
  }

  @Override
  public void over() {
    if (!over) {
      health.answered();
      finish(listener::done);
    }
  }

  @Override
  public void failed(ModelFailure why) {
    if (over) {
      return;
    }
    health.failed(why);
    Optional<Duration> retry =
        spoke || calls == MOST_CALLS ? Optional.empty() : why.pauseBeforeRetry();
    if (retry.isPresent()) {
      pause = vertx.setTimer(Math.max(1, retry.get().toMillis()), id -> callNow());
    } else {
      end(why);
    }
  }

  private void tooLate() {
    ModelFailure why = new ModelFailure(Kind.TIMEOUT, "not over after " + patience);
    health.failed(why);
    end(why);
  }

  private void end(ModelFailure why) {
    finish(
        () -> {
          if (spoke) {
            listener.brokeOff(why);
          } else {
            listener.away(why);
          }
        });
  }

  /** Ends everything where it is: the request is reset at once, and nothing more is heard. */
  public void stop() {
    if (!over) {
      health.stopped();
      finish(() -> {});
    }
  }

  private void finish(Runnable lastWord) {
    over = true;
    vertx.cancelTimer(deadline);
    vertx.cancelTimer(pause);
    call.ifPresent(ModelCall::stop);
    lastWord.run();
  }
}
