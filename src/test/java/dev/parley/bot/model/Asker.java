package dev.parley.bot.model;

import static dev.parley.testing.Await.await;

import dev.parley.settings.ModelSettings;
import dev.parley.settings.SettingsLoader;
import dev.parley.testing.ModelServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody with an event loop of his own, who notes what he hears. */
final class Asker implements ModelListener {

  private static final Prompt PROMPT = Prompt.of("Be brief.", List.of(), "Hello?");

  private final Context context;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger strays = new AtomicInteger();
  private final Promise<String> over = Promise.promise();
  private final LanguageModel model;
  private ModelRun run;
  private final AtomicReference<ModelFailure> why = new AtomicReference<>();
  private final AtomicInteger cost = new AtomicInteger();
  private int stopAfter = Integer.MAX_VALUE;

  /** One of a model at that server, with these settings more. */
  Asker(Vertx vertx, ModelServer server, Map<String, String> more) {
    context = ((VertxInternal) vertx).createEventLoopContext();
    Map<String, String> environment = new HashMap<>();
    environment.put("OPENAI_BASE_URL", server.url());
    environment.putAll(more);
    ModelSettings settings = SettingsLoader.load(Path.of(""), environment).settings().model();
    model = new LanguageModel(vertx, settings, new SimpleMeterRegistry());
  }

  void ask() {
    onContext(
        () -> {
          run = model.run(PROMPT, this);
          run.begin();
        });
  }

  void stop() {
    onContext(() -> run.stop());
  }

  void stopAfter(int pieces) {
    stopAfter = pieces;
  }

  List<String> heard() {
    return heard;
  }

  /** How often it was called back elsewhere. */
  AtomicInteger strays() {
    return strays;
  }

  ModelFailure why() {
    return why.get();
  }

  AtomicInteger cost() {
    return cost;
  }

  /** How the run ended: {@code done}, or {@code away: …} or {@code broke off: …} with its kind. */
  Future<String> over() {
    return over.future();
  }

  private void onContext(Runnable work) {
    await(
        Future.future(
            done ->
                context.runOnContext(
                    tick -> {
                      work.run();
                      done.complete();
                    })));
  }

  @Override
  public void token(String text) {
    note();
    heard.add(text);
    if (heard.size() == stopAfter) {
      run.stop();
    }
  }

  @Override
  public void cost(int tokens) {
    note();
    cost.set(tokens);
  }

  @Override
  public void done() {
    note();
    over.complete("done");
  }

  @Override
  public void away(ModelFailure why) {
    note();
    this.why.set(why);
    over.complete("away: " + why.kind().label());
  }

  @Override
  public void brokeOff(ModelFailure why) {
    note();
    this.why.set(why);
    over.complete("broke off: " + why.kind().label());
  }

  private void note() {
    if (Vertx.currentContext() != context) {
      strays.incrementAndGet();
    }
  }
}
