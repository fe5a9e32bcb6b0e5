package dev.parley.http;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Turn;
import dev.parley.testing.Await;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets a test in another language tell the scripted bot what to say, and see what it was asked: by
 * HTTP, on a port of its own. See {@code src/test/node/page.mjs}.
 */
final class ScriptControl {

  private final ScriptedParley parley;
  private final HttpServer server;
  private final AtomicReference<ScriptedAnswer> last = new AtomicReference<>();

  ScriptControl(HttpFixture http) {
    this.parley = http.parley;
    parley.script = last::set;
    Router router = Router.router(http.vertx);
    router.post("/reset").handler(this::reset);
    router.post("/say").handler(this::say);
    router.post("/end/:status").handler(this::end);
    router.post("/seen").handler(this::seen);
    server =
        Await.await(http.vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  private void reset(RoutingContext context) {
    parley.forget();
    context.json(new JsonObject());
  }

  private void say(RoutingContext context) {
    context
        .request()
        .body()
        .onSuccess(
            words -> {
              last.get().say(words.toString());
              context.json(new JsonObject());
            })
        .onFailure(context::fail);
  }

  private void end(RoutingContext context) {
    last.get().end(AnswerStatus.valueOf(context.pathParam("status")));
    context.json(new JsonObject());
  }

  private void seen(RoutingContext context) {
    List<JsonObject> turns = parley.turns.stream().map(ScriptControl::json).toList();
    context.json(
        new JsonObject()
            .put("turns", new JsonArray(turns))
            .put("asked", parley.asked.get())
            .put("left", parley.cancelled.size()));
  }

  private static JsonObject json(Turn turn) {
    return new JsonObject().put("message", turn.message()).put("visitor", turn.visitor().value());
  }
}
