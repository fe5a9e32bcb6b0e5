package dev.parley.bot.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.parley.bot.model.ModelFailure.Kind;
import dev.parley.settings.ModelSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/**
 * One request to the model, and its stream of tokens. Ends exactly once: in order, as a failure, or
 * because it is stopped. Not thread-safe: belongs to one event loop.
 */
final class ModelCall implements StreamingChatResponseHandler, VertxHttpClient.Owner {

  /** Who made the call. Hears nothing more once one of the last two came. */
  interface Caller {
    void token(String text);

    /** What the answer cost, with its question, when the model says so. */
    void cost(int tokens);

    /** The answer is over, and was not empty. */
    void over();

    void failed(ModelFailure why);
  }

  /**
   * The longest response, unless the settings have longer answers. Some of what it holds is
   * gathered in memory, whatever comes of it: the calls of tools, say.
   */
  private static final long MOST_BYTES = 4 << 20;

  /** What an event takes that brings one token: three times as much as the providers need. */
  private static final int BYTES_OF_A_TOKEN = 1 << 10;

  /** Where the provider cut, as where we do. */
  private static final String CUT_MARK = "…";

  private final Vertx vertx;
  private final ModelSettings settings;
  private final VertxHttpClient http;
  private final Caller caller;

  private long timer;
  private final SpokenText spoken = new SpokenText();
  private boolean spoke;
  private Optional<FinishReason> reason = Optional.empty();
  private boolean ended;

  ModelCall(Vertx vertx, HttpClient http, ModelSettings settings, Caller caller) {
    this.vertx = vertx;
    this.settings = settings;
    this.http =
        new VertxHttpClient(vertx, http, settings.connectTimeout(), mostBytes(settings), this);
    this.caller = caller;
  }

  private static long mostBytes(ModelSettings settings) {
    return Math.max(MOST_BYTES, (long) settings.maxTokens() * BYTES_OF_A_TOKEN);
  }

  void begin(Providers providers, ChatRequest request) {
    waitFor(settings.firstTokenTimeout());
    try {
      providers.model(new VertxHttpClientBuilder(http)).chat(request, this);
    } catch (RuntimeException e) {
      onError(e);
    }
  }

  @Override
  public void onPartialResponse(String text) {
    if (ended || text.isEmpty()) {
      return;
    }
    say(spoken.take(text));
    if (!ended) {
      waitFor(spoke ? settings.tokenTimeout() : settings.firstTokenTimeout());
    }
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      spoke = true;
      caller.token(text);
    }
  }

  /** Nobody is told what it thinks, but that it does: it is not silent. */
  @Override
  public void onPartialThinking(PartialThinking thought) {
    if (!ended) {
      waitFor(spoke ? settings.tokenTimeout() : settings.firstTokenTimeout());
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    if (ended) {
      return;
    }
    if (reason.isEmpty() && !http.endMarkSeen()) {
      closed();
      return;
    }
    say(spoken.rest());
    if (ended) {
      return; // by whoever heard that
    }
    if (spoke) {
      end();
      http.letEnd();
      if (reason.map(FinishReason::isCut).orElse(false)) {
        caller.token(CUT_MARK);
      }
      tellCost(response.tokenUsage());
      caller.over();
    } else {
      String why = reason.map(word -> ", and ended by " + word).orElse("");
      fail(new ModelFailure(Kind.EMPTY, "the model answered nothing" + why));
    }
  }

  private void tellCost(TokenUsage usage) {
    if (usage != null && usage.totalTokenCount() != null) {
      caller.cost(usage.totalTokenCount());
    }
  }

  @Override
  public void onError(Throwable cause) {
    fail(
        cause instanceof ModelFailure known
            ? known
            : new ModelFailure(Kind.FAULTY, cause.toString(), cause));
  }

  @Override
  public void finished(FinishReason reason) {
    this.reason = Optional.of(reason);
    reason.failure().ifPresent(this::fail);
  }

  /** When the answer was not over by then, it broke off. */
  @Override
  public void closed() {
    fail(new ModelFailure(Kind.BROKEN_OFF, "the stream ended before the answer did"));
  }

  private void fail(ModelFailure why) {
    if (!ended) {
      stop();
      caller.failed(why);
    }
  }

  /** Ends the call where it is: the request is reset, and the caller hears nothing more. */
  void stop() {
    if (!ended) {
      end();
      http.reset();
    }
  }

  private void end() {
    ended = true;
    vertx.cancelTimer(timer);
  }

  private void waitFor(Duration patience) {
    vertx.cancelTimer(timer);
    timer =
        vertx.setTimer(
            patience.toMillis(),
            id -> fail(new ModelFailure(Kind.TIMEOUT, "nothing came for " + patience)));
  }
}
