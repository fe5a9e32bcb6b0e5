package dev.parley.bot.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
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

  /**
   * How long the provider may take to tell what the answer cost, and that it is over, once it said
   * why it ended. Some forget the one or the other.
   */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private static final TokenUsage NO_USAGE = new TokenUsage();

  /** Where the provider cut, as where we do. */
  private static final String CUT_MARK = "…";

  private final Vertx vertx;
  private final ModelSettings settings;
  private final Providers providers;
  private final VertxHttpClient http;
  private final Caller caller;

  private long timer;
  private final SpokenText spoken = new SpokenText();
  private boolean spoke;
  private Optional<FinishReason> reason = Optional.empty();
  private boolean ended;

  ModelCall(
      Vertx vertx, HttpClient http, ModelSettings settings, Providers providers, Caller caller) {
    this.vertx = vertx;
    this.settings = settings;
    this.providers = providers;
    this.http =
        new VertxHttpClient(vertx, http, settings.connectTimeout(), mostBytes(settings), this);
    this.caller = caller;
  }

  private static long mostBytes(ModelSettings settings) {
    return Math.max(MOST_BYTES, (long) settings.maxTokens() * BYTES_OF_A_TOKEN);
  }

  void begin(ChatRequest request) {
    waitFor(settings.firstTokenTimeout());
    try {
      providers.model(http).chat(request, this);
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
    alive(); // with the patience for the next token
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      spoke = true;
      caller.token(text);
    }
  }

  /**
   * A server that sends comments, or thoughts that nobody is told, is at work: whoever asked again
   * would pay twice. How long that may go on in all is the caller's matter.
   */
  @Override
  public void alive() {
    if (reason.isEmpty()) {
      waitFor(spoke ? settings.tokenTimeout() : settings.firstTokenTimeout());
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    if (reason.isPresent() || http.endMarkSeen()) {
      complete(response.tokenUsage());
    } else {
      brokeOff();
    }
  }

  private void complete(TokenUsage usage) {
    if (!ended) {
      say(spoken.rest());
    }
    if (ended) {
      return; // perhaps by whoever heard that
    }
    if (spoke) {
      end();
      http.letEnd();
      if (reason.map(FinishReason::isCut).orElse(false)) {
        caller.token(CUT_MARK);
      }
      tellCost(usage);
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
    fail(cause instanceof ModelFailure known ? known : ModelFailure.misunderstood(cause));
  }

  @Override
  public void finished(FinishReason reason) {
    this.reason = Optional.of(reason);
    reason.failure().ifPresentOrElse(this::fail, () -> waitFor(LAST_WORDS, http::close));
  }

  /** Of an answer that is whole langchain4j said so before, but for Anthropic's without its end. */
  @Override
  public void closed() {
    if (reason.isPresent()) {
      complete(NO_USAGE);
    } else {
      brokeOff();
    }
  }

  private void brokeOff() {
    fail(new ModelFailure(Kind.BROKEN_OFF, "the stream ended before the answer did"));
  }

  /** The one way to the caller, so that no key goes it: who tells the log is many. */
  private void fail(ModelFailure why) {
    if (!ended) {
      stop();
      caller.failed(why.without(providers.key()));
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
    waitFor(patience, () -> fail(new ModelFailure(Kind.TIMEOUT, "nothing came for " + patience)));
  }

  private void waitFor(Duration patience, Runnable then) {
    vertx.cancelTimer(timer);
    if (!ended) {
      timer = vertx.setTimer(patience.toMillis(), id -> then.run());
    }
  }
}
