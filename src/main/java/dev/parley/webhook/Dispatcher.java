package dev.parley.webhook;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.ChatEvent;
import dev.parley.settings.WebhookSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due and has it sent, as far as there are {@link Places}. It looks when something
 * happened in a domain that has a webhook, and each second, since another process may have stored
 * it, or its pause be over. Not thread-safe.
 */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What happens in one batch of turns is claimed together. */
  private static final Duration GATHER = Duration.ofMillis(5);

  /** How long what is being sent may go on when the process goes down. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Bus bus;
  private final Pool pool;
  private final Sender sender;
  private final Results results;
  private final WebhookMetrics metrics;
  private final Backoff backoff;
  private final ReceiverTrouble trouble = new ReceiverTrouble(System::nanoTime);

  private final Places places;
  private final Set<Exchange> running = new HashSet<>();
  private Set<UUID> told = Set.of();

  /** Who has no webhook does not pay for an ear at every turn. */
  private Optional<MessageConsumer<ChatEvent>> ear = Optional.empty();

  /** From the decision to claim until what was claimed is on its way. */
  private boolean claiming;

  private boolean again;
  private boolean stopping;
  private final Promise<Void> idle = Promise.promise();

  Dispatcher(
      Vertx vertx,
      Pool pool,
      WebhookSettings settings,
      Sender sender,
      Results results,
      WebhookMetrics metrics) {
    this.vertx = vertx;
    this.bus = new Bus(vertx);
    this.pool = pool;
    this.places = new Places(settings);
    this.sender = sender;
    this.results = results;
    this.metrics = metrics;
    this.backoff = new Backoff(settings, () -> ThreadLocalRandom.current().nextDouble());
  }

  void start() {
    look();
    vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> look());
  }

  /** Which tenants are to be told anything; and whether there is something to be sent. */
  void look() {
    pool.preparedQuery(WebhookQueries.TOLD_DOMAINS)
        .execute()
        .onSuccess(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID("domain_id")));
              tell(found);
            })
        .onFailure(cause -> LOG.debug("cannot look for webhooks now", cause));
  }

  private void tell(Set<UUID> domains) {
    told = domains;
    if (domains.isEmpty()) {
      ear.ifPresent(MessageConsumer::unregister);
      ear = Optional.empty();
    } else {
      ear = Optional.of(ear.orElseGet(() -> bus.listen(Addresses.CHAT_EVENTS, this::happened)));
      wake();
    }
  }

  private void happened(ChatEvent event) {
    if (told.contains(event.domainId())) {
      wake();
    }
  }

  private void wake() {
    if (claiming) {
      again = true;
    } else if (!stopping) {
      claiming = true;
      vertx.setTimer(GATHER.toMillis(), timer -> claim());
    }
  }

  private void claim() {
    again = false;
    Future<?> claimed = Future.succeededFuture();
    if (!stopping && places.areLeft()) {
      claimed = claimDue().onSuccess(rows -> rows.forEach(this::send));
    }
    claimed.onComplete(
        done -> {
          claiming = false;
          if (again && done.succeeded()) {
            wake();
          }
          checkIdle();
        });
  }

  private Future<RowSet<Row>> claimDue() {
    return pool.preparedQuery(WebhookQueries.CLAIM)
        .execute(places.claim())
        .onFailure(cause -> LOG.debug("cannot claim deliveries now", cause));
  }

  private void send(Row row) {
    Claimed delivery = Claimed.of(row);
    if (delivery.body().isEmpty()) {
      settle(Result.gone(delivery));
      return;
    }
    places.take(delivery.webhookId());
    long begun = System.nanoTime();
    Exchange exchange = sender.begin(delivery);
    running.add(exchange);
    exchange
        .over()
        .onComplete(over -> places.free(delivery.webhookId(), since(begun)))
        .compose(
            attempt ->
                attempt.isGone() ? disable(delivery).map(attempt) : Future.succeededFuture(attempt))
        .onComplete(
            over -> {
              running.remove(exchange);
              over(delivery, over.result());
            });
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void over(Claimed delivery, Attempt attempt) {
    settle(Result.of(delivery, attempt, backoff));
    if (!attempt.isGone() && !stopping) { // else it may be ours that it failed
      trouble.note(delivery.webhookId(), attempt);
    }
    if (!stopping) {
      wake();
    }
    checkIdle();
  }

  private void settle(Result result) {
    LOG.debug("{} is {}: {}", result.delivery(), result.state(), result.error().orElse("sent"));
    metrics.count(result);
    results.add(result);
  }

  /**
   * Before it is written down that the delivery waits: so it is not claimed at once. Never fails.
   */
  private Future<Void> disable(Claimed delivery) {
    LOG.info("Webhook {} is switched off: its receiver answers 410", delivery.webhookId());
    return pool.preparedQuery(WebhookQueries.DISABLE)
        .execute(Tuple.of(delivery.webhookId(), delivery.url(), "its receiver answered 410 (Gone)"))
        .onFailure(cause -> LOG.warn("webhook {} is still on", delivery.webhookId(), cause))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void checkIdle() {
    if (stopping && !claiming && running.isEmpty()) {
      idle.tryComplete();
    }
  }

  /** Claims nothing more, lets what is being sent go on for a moment, and has it written down. */
  Future<Void> stop() {
    stopping = true;
    vertx.setTimer(FAREWELL.toMillis(), late -> breakOff());
    checkIdle();
    return idle.future().compose(done -> results.drained());
  }

  private void breakOff() {
    List.copyOf(running).forEach(exchange -> exchange.abort("the server went down"));
  }
}
