package dev.parley.bot.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.parley.bot.model.ModelFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What langchain4j sends one streaming request with, over a Vert.x client. The request can be
 * {@linkplain #reset() reset} at any moment, also before there is a connection or a response. Not
 * thread-safe: belongs to the event loop that it is used on, and calls back there.
 */
final class VertxHttpClient implements HttpClient, ServerSentEventParsingHandle {

  /**
   * With it the answer is over, whether or not the server then ends the response. OpenAI's; no
   * other protocol's event looks like it.
   */
  private static final String END_MARK = "[DONE]";

  /** How long the server may take to end the response once the answer is over. */
  private static final Duration LONGEST_END = Duration.ofSeconds(2);

  /** Whose request it is. */
  interface Owner {
    /** The server sends something, of whatever worth. */
    void alive();

    /** The provider says why the answer ended. What it cost may still come. */
    void finished(FinishReason reason);

    /** The response is over, and its listener knows. */
    void closed();
  }

  /**
   * What is kept of a response until an event comes, in bytes: a whole error, and some of a page.
   */
  private static final int LONGEST_BEGINNING = 8 << 10;

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final io.vertx.core.http.HttpClient http;
  private final Duration connectTimeout;
  private final long mostBytes;
  private final Owner owner;

  private ServerSentEventListener listener;
  private HttpClientRequest request;
  private final Buffer beginning = Buffer.buffer();
  private boolean eventCame;
  private long bytesTaken;
  private boolean over;
  private boolean ended;
  private boolean finished;
  private boolean endMarkSeen;
  private long lastCall = NO_TIMER;

  /**
   * @param mostBytes the longest response; a longer one fails as {@linkplain Kind#FAULTY faulty}
   * @param owner hears what langchain4j does not tell
   */
  VertxHttpClient(
      Vertx vertx,
      io.vertx.core.http.HttpClient http,
      Duration connectTimeout,
      long mostBytes,
      Owner owner) {
    this.vertx = vertx;
    this.http = http;
    this.connectTimeout = connectTimeout;
    this.mostBytes = mostBytes;
    this.owner = owner;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest ignored) {
    throw new UnsupportedOperationException("it would block; only streams are asked for");
  }

  @Override
  public void execute(
      HttpRequest asked, ServerSentEventParser blocking, ServerSentEventListener events) {
    listener = events;
    http.request(options(asked))
        .recover(cause -> Future.failedFuture(failure(Kind.UNREACHABLE, cause)))
        .compose(begun -> send(begun, asked.body()))
        .onComplete(this::receive, this::fail);
  }

  private RequestOptions options(HttpRequest asked) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(asked.method().name()))
            .setAbsoluteURI(asked.url())
            .setFollowRedirects(false) // the key is for this server alone
            .setConnectTimeout(connectTimeout.toMillis())
            .putHeader("Accept", "text/event-stream");
    asked.headers().forEach((name, values) -> options.putHeader(name, List.copyOf(values)));
    return options;
  }

  private Future<HttpClientResponse> send(HttpClientRequest begun, String body) {
    request = begun;
    if (over) {
      begun.reset();
    }
    return begun.send(body);
  }

  private void receive(HttpClientResponse response) {
    response.exceptionHandler(this::broke);
    if (response.statusCode() / 100 == 2) {
      stream(response);
    } else {
      Refusal.read(response).onSuccess(this::fail);
    }
  }

  private void stream(HttpClientResponse response) {
    call(() -> listener.onOpen(opened(response)));
    EventStream events = new EventStream(this::take);
    response.handler(bytes -> take(bytes, events));
    response.endHandler(end -> end(response, events));
  }

  private void take(Buffer bytes, EventStream events) {
    bytesTaken += bytes.length();
    owner.alive();
    if (!eventCame && beginning.length() < LONGEST_BEGINNING) {
      beginning.appendBuffer(bytes);
    }
    if (bytesTaken > mostBytes) {
      fail(new ModelFailure(Kind.FAULTY, "the response is longer than " + mostBytes + " bytes"));
    } else {
      call(() -> events.handle(bytes));
    }
  }

  private void end(HttpClientResponse response, EventStream events) {
    ended = true;
    vertx.cancelTimer(lastCall);
    call(events::end);
    if (eventCame) {
      close();
    } else {
      fail(Refusal.withoutEvents(response, beginning));
    }
  }

  /** What came before is whole when the provider had said why it ended. */
  private void broke(Throwable cause) {
    if (finished) {
      close();
    } else {
      fail(cause);
    }
  }

  private static SuccessfulHttpResponse opened(HttpClientResponse response) {
    Map<String, List<String>> headers =
        response.headers().names().stream()
            .collect(Collectors.toMap(name -> name, response.headers()::getAll));
    return SuccessfulHttpResponse.builder()
        .statusCode(response.statusCode())
        .headers(headers)
        .build();
  }

  private void take(ServerSentEvent event) {
    eventCame = true;
    if (over || (ended && !isWhole(event.data()))) {
      return;
    }
    if (isEndMark(event.data())) {
      endMarkSeen = true;
      close();
      return;
    }
    Optional<ModelFailure> told = ErrorEvent.read(event.data());
    if (told.isPresent()) {
      fail(told.get());
      return;
    }
    ServerSentEvent readable =
        new ServerSentEvent(event.event(), ContentParts.joined(event.data()));
    listener.onEvent(readable, new ServerSentEventContext(this));
    FinishReason.read(event.data()).ifPresent(this::finished);
  }

  private void finished(FinishReason reason) {
    finished = true;
    owner.finished(reason);
  }

  /** The last event may have been broken off with its response. */
  private static boolean isWhole(String data) {
    try {
      return isEndMark(data) || Json.decodeValue(data) != null;
    } catch (DecodeException e) {
      return false;
    }
  }

  private static boolean isEndMark(String data) {
    return END_MARK.equals(data.strip());
  }

  /** Whether the provider said that the answer is over. */
  boolean endMarkSeen() {
    return endMarkSeen;
  }

  /** Nothing that matters follows: its listener is told, and its owner. */
  void close() {
    if (!over) {
      call(listener::onClose);
      letEnd();
      owner.closed();
    }
  }

  /**
   * The answer is over, and nothing more is called back. The server has a moment to end its
   * response, so that the connection can be used again. Then the request is reset, whatever still
   * comes: a stream that never ends would keep the connection for ever.
   */
  void letEnd() {
    if (!over) {
      over = true;
      if (!ended) {
        lastCall = vertx.setTimer(LONGEST_END.toMillis(), id -> request.reset());
      }
    }
  }

  /** A listener that throws cannot go on. */
  private void call(Runnable work) {
    if (over) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      fail(ModelFailure.misunderstood(e));
    }
  }

  private void fail(Throwable cause) {
    if (over) {
      return;
    }
    reset();
    listener.onError(cause instanceof ModelFailure known ? known : failure(Kind.BROKEN_OFF, cause));
  }

  private static ModelFailure failure(Kind kind, Throwable cause) {
    return new ModelFailure(kind, Throwables.inWords(cause));
  }

  /** Ends the request where it is. Nothing more is called back. */
  void reset() {
    if (!over) {
      over = true;
      if (request != null && !ended) {
        request.reset();
      }
    }
  }

  @Override
  public void cancel() {
    reset();
  }

  @Override
  public boolean isCancelled() {
    return over;
  }
}
