package dev.parley.testing;

import static dev.parley.testing.Await.await;

import dev.parley.testing.ModelScript.Step;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A language model that says what a test tells it to, over the OpenAI protocol ({@code POST
 * /v1/chat/completions}) and Anthropic's ({@code POST /v1/messages}); always as a stream. Counts
 * what it is asked, and notices when it is hung up on. Thread-safe.
 */
public final class ModelServer implements AutoCloseable {

  /** What it was asked. */
  public record Request(String path, Map<String, String> headers, JsonObject body) {

    /** All that the model was told, in one text. */
    public String text() {
      return body.encode();
    }

    /** The messages by role and content, the system's first. */
    public List<String> messages() {
      return body.getJsonArray("messages").stream()
          .map(JsonObject.class::cast)
          .map(message -> message.getString("role") + ": " + message.getValue("content"))
          .toList();
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Queue<ModelScript> next = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger resets = new AtomicInteger();
  private final HttpServer server;
  private volatile ModelScript otherwise = ModelScript.answer("Hello", " from", " the", " model.");

  private ModelServer() {
    server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  /** One on a free port of the loopback. */
  public static ModelServer start() {
    return new ModelServer();
  }

  /** The base URL, for {@code OPENAI_BASE_URL}. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  /** Says these tokens whenever it is asked, unless {@link #next} says otherwise. */
  public ModelServer say(String... tokens) {
    return always(ModelScript.answer(tokens));
  }

  /** Does this whenever it is asked, unless {@link #next} says otherwise. */
  public ModelServer always(ModelScript script) {
    otherwise = script;
    return this;
  }

  /** Does this with the next request that has no script yet. */
  public synchronized ModelServer next(ModelScript script) {
    next.add(script);
    return this;
  }

  private synchronized ModelScript script() {
    ModelScript script = next.poll();
    return script == null ? otherwise : script;
  }

  /** How often it was asked. */
  public int calls() {
    return requests.size();
  }

  /** What it was asked, oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How often whoever asked hung up before the answer was over. */
  public int resets() {
    return resets.get();
  }

  /** Forgets everything: scripts, counts and requests. */
  public synchronized void forget() {
    next.clear();
    requests.clear();
    resets.set(0);
    say("Hello", " from", " the", " model.");
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              requests.add(
                  new Request(request.path(), headers(request), new JsonObject(body.toString())));
              new Telling(request).tell(script());
            });
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    return request.headers().entries().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                Map.Entry::getValue,
                (one, other) -> other));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** A script that runs. */
  private final class Telling {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ModelProtocol protocol;
    private boolean hungUp;
    private boolean told;

    Telling(HttpServerRequest request) {
      this.request = request;
      this.response = request.response();
      this.protocol = ModelProtocol.at(request.path());
      response.exceptionHandler(broken -> {});
      response.closeHandler(
          closed -> {
            if (!told && !hungUp) {
              resets.incrementAndGet();
            }
          });
    }

    void tell(ModelScript script) {
      tell(script.steps().iterator());
    }

    /** In a loop as long as nothing is waited for, so that a script may be long. */
    private void tell(Iterator<Step> steps) {
      while (steps.hasNext()) {
        Future<?> step = take(steps.next());
        if (!step.isComplete()) {
          step.onSuccess(done -> tell(steps));
          return;
        } else if (step.failed()) {
          return;
        }
      }
    }

    private Future<?> take(Step step) {
      if (response.closed()) {
        return Future.failedFuture("nobody listens");
      } else if (step instanceof Step.Token token) {
        return write(Buffer.buffer(protocol.event(token.text())));
      } else if (step instanceof Step.HalfToken token) {
        Buffer event = Buffer.buffer(protocol.event(token.text()));
        return write(event.slice(0, protocol.middleOfLastCharacter(token.text())));
      } else if (step instanceof Step.Raw raw) {
        return write(Buffer.buffer(raw.latin1(), "ISO-8859-1"));
      } else if (step instanceof Step.Await gate) {
        return gate.gate();
      } else if (step instanceof Step.Pause pause) {
        return vertx.timer(pause.length().toMillis(), TimeUnit.MILLISECONDS);
      } else if (step instanceof Step.End end) {
        return write(Buffer.buffer(protocol.end(end.reason()))).compose(sent -> endResponse());
      } else if (step instanceof Step.EndMark) {
        return write(Buffer.buffer(protocol.end("stop")));
      } else if (step instanceof Step.Finish finish) {
        return write(Buffer.buffer(protocol.finish(finish.reason())));
      } else if (step instanceof Step.EndEarly) {
        return begin().compose(begun -> endResponse());
      } else if (step instanceof Step.Respond all) {
        return respond(all);
      }
      hungUp = true;
      return request.connection().close();
    }

    private Future<?> write(Buffer bytes) {
      return begin().compose(begun -> response.write(bytes));
    }

    private Future<Void> begin() {
      if (!response.headWritten()) {
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        return response.write(protocol.beginning());
      }
      return Future.succeededFuture();
    }

    private Future<Void> endResponse() {
      told = true;
      return response.end();
    }

    private Future<Void> respond(Step.Respond all) {
      told = true;
      response.putHeader("Content-Type", "application/json");
      all.headers().forEach(response::putHeader);
      return response.setStatusCode(all.status()).end(all.body());
    }
  }
}
