package dev.parley.bot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bot.model.LanguageModel;
import dev.parley.bus.BotKind;
import dev.parley.bus.Failure;
import dev.parley.settings.ModelSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Which bot answers for which domain: read once, and kept for a few seconds, so that a change in
 * another process is seen too. Not thread-safe: belongs to one event loop.
 */
final class DomainBots {

  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final int MOST_KEPT = 10_000;

  /** A domain's bot, and the language that it is asked in. */
  record DomainBot(Bot bot, String language) {}

  private final Pool pool;
  private final Pace pace;
  private final Bot knowledge;
  private final Bot modelBot;
  private final LanguageModel model;
  private final Cache<UUID, Future<DomainBot>> kept =
      Caffeine.newBuilder()
          .expireAfterWrite(KEPT)
          .maximumSize(MOST_KEPT)
          .executor(Runnable::run)
          .build();

  /**
   * @param model answers for those who chose it, if it can be asked; else the knowledge bot does
   */
  DomainBots(Pool pool, Passages passages, Pace pace, LanguageModel model, ModelSettings settings) {
    this.pool = pool;
    this.pace = pace;
    this.knowledge = new KnowledgeBot(passages, pace);
    this.model = model;
    this.modelBot =
        new ModelBot(
            model,
            passages,
            new History(pool, settings.historyChars()),
            new Instructions(settings.systemPrompt()),
            knowledge);
  }

  /** The domain's bot. Fails with {@link Failure#UNKNOWN_DOMAIN} when there is no such domain. */
  Future<DomainBot> of(UUID domainId) {
    Future<DomainBot> bot = kept.getIfPresent(domainId);
    if (bot == null) {
      bot = read(domainId);
      kept.put(domainId, bot);
      bot.onFailure(failure -> kept.invalidate(domainId)); // perhaps at once, so after it is put
    }
    return bot;
  }

  void forget(UUID domainId) {
    kept.invalidate(domainId);
  }

  private Future<DomainBot> read(UUID domainId) {
    return pool.preparedQuery(BotQueries.DOMAIN_BOT)
        .execute(Tuple.of(domainId))
        .timeout(BotQueries.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(this::domainBot);
  }

  private DomainBot domainBot(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("there is no such domain");
    }
    Row row = rows.iterator().next();
    BotKind kind = BotKind.named(row.getString("bot")).orElseThrow();
    Bot bot =
        switch (kind) {
          case KNOWLEDGE -> knowledge;
          case MODEL -> model.canBeAsked() ? modelBot : knowledge;
          case FIXED -> new FixedBot(row.getString("fixed_text"), pace);
        };
    return new DomainBot(bot, row.getString("language"));
  }
}
