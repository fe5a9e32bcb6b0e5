package dev.parley.bot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.model.LanguageModel;
import dev.parley.settings.ModelSettings;
import dev.parley.settings.SettingsLoader;
import dev.parley.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DomainBotsTest {

  private static final UUID DOMAIN = UUID.fromString("00000000-0000-4000-8000-000000000001");

  @Test
  @DisplayName(
      "where no model can be asked, the knowledge bot answers for the domains that chose it")
  void doesWithoutAModel() {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "insert into domain (id, name, bot) values ('%s', 'a', 'model')".formatted(DOMAIN));
      Pool pool = PgBuilder.pool().connectingTo(database.connectOptions()).using(vertx).build();
      DomainBots bots = bots(vertx, pool);
      Context context = vertx.getOrCreateContext();

      assertThat(get(on(context, () -> bots.of(DOMAIN))).bot().label()).isEqualTo("knowledge");
    } finally {
      get(vertx.close());
    }
  }

  @Test
  @DisplayName("a look-up that fails at once, since the pool is full, is not kept")
  void keepsNoFailure() {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("insert into domain (id, name) values ('%s', 'a')".formatted(DOMAIN));
      Pool pool =
          PgBuilder.pool()
              .with(new PoolOptions().setMaxSize(1).setMaxWaitQueueSize(0))
              .connectingTo(database.connectOptions())
              .using(vertx)
              .build();
      DomainBots bots = bots(vertx, pool);
      Context context = vertx.getOrCreateContext();
      SqlConnection taken = get(on(context, pool::getConnection));

      Future<DomainBots.DomainBot> refused = on(context, () -> bots.of(DOMAIN));
      assertThatThrownBy(() -> get(refused)).hasMessageContaining("queue");

      get(taken.close());
      assertThat(get(on(context, () -> bots.of(DOMAIN))).bot().label()).isEqualTo("knowledge");
    } finally {
      get(vertx.close());
    }
  }

  private static DomainBots bots(Vertx vertx, Pool pool) {
    ModelSettings none = SettingsLoader.load(Path.of(""), Map.of()).settings().model();
    LanguageModel model = new LanguageModel(vertx, none, new SimpleMeterRegistry());
    return new DomainBots(
        pool, new Passages(pool, Shares.of(vertx, 4)), new Pace(vertx, 0), model, none);
  }

  private static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
    return Future.future(promise -> context.runOnContext(tick -> work.get().onComplete(promise)));
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(8, SECONDS).join();
  }
}
