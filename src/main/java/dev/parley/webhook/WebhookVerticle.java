package dev.parley.webhook;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.WebhookRemoved;
import dev.parley.bus.WebhookRequest;
import dev.parley.database.Absence;
import dev.parley.settings.WebhookSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Sends the domains' events to their webhooks, and answers the {@code webhook.*} addresses of
 * {@link Addresses}. One instance a process; any number of processes share the work.
 */
public final class WebhookVerticle extends VerticleBase {

  private final Pool pool;
  private final WebhookSettings settings;
  private final MeterRegistry meters;
  private final Function<Vertx, Lookup> lookups;
  private final HttpClientOptions tls;

  private Bus bus;
  private HttpClient http;
  private Dispatcher dispatcher;
  private Cleaner cleaner;

  public WebhookVerticle(Pool pool, WebhookSettings settings, MeterRegistry meters) {
    this(pool, settings, meters, SystemLookup::new, new HttpClientOptions());
  }

  /**
   * @param lookups how hosts are looked up
   * @param tls whom to trust
   */
  WebhookVerticle(
      Pool pool,
      WebhookSettings settings,
      MeterRegistry meters,
      Function<Vertx, Lookup> lookups,
      HttpClientOptions tls) {
    this.pool = pool;
    this.settings = settings;
    this.meters = meters;
    this.lookups = lookups;
    this.tls = tls;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    http = Sender.client(vertx, tls, settings, Places.ALL);
    Destinations destinations = new Destinations(settings.allowedNetworks());
    FairLookup lookup = new FairLookup(lookups.apply(vertx));
    Sender sender = new Sender(vertx, http, lookup, destinations, settings);
    Results results = new Results(vertx, pool);
    dispatcher = new Dispatcher(vertx, pool, settings, sender, results, new WebhookMetrics(meters));
    dispatcher.start();
    cleaner = new Cleaner(pool);
    cleaner.start(vertx);
    return answer(new Webhooks(pool, destinations), new Deliveries(pool));
  }

  private Future<?> answer(Webhooks webhooks, Deliveries deliveries) {
    List<Future<Void>> ready = new ArrayList<>();
    ready.add(change(Addresses.WEBHOOK_CREATE, webhooks::create));
    ready.add(answer(Addresses.WEBHOOK_LIST, webhooks::list));
    ready.add(answer(Addresses.WEBHOOK_SHOW, webhooks::show));
    ready.add(change(Addresses.WEBHOOK_CHANGE, webhooks::change));
    ready.add(change(Addresses.WEBHOOK_REMOVE, request -> remove(webhooks, request)));
    ready.add(answer(Addresses.WEBHOOK_ROTATE, webhooks::rotate));
    ready.add(change(Addresses.WEBHOOK_PING, deliveries::ping));
    ready.add(answer(Addresses.WEBHOOK_DELIVERIES, deliveries::list));
    ready.add(answer(Addresses.WEBHOOK_DELIVERY, deliveries::show));
    ready.add(change(Addresses.WEBHOOK_REPEAT, deliveries::repeat));
    return Future.all(ready);
  }

  /** Nobody waits until its deliveries are gone, too. */
  private Future<WebhookRemoved> remove(Webhooks webhooks, WebhookRequest.Remove request) {
    return webhooks.remove(request).onSuccess(removed -> cleaner.cleanAfter(removed.webhookId()));
  }

  /** What may leave something to be sent at once. */
  private <Q extends WebhookRequest, R> Future<Void> change(
      Address<Q, R> address, Function<Q, Future<R>> answer) {
    return answer(
        address,
        (Q request) ->
            answer
                .apply(request)
                .onSuccess(done -> changed(new DomainChanged(request.domainId()))));
  }

  private void changed(DomainChanged domain) {
    bus.publish(Addresses.WEBHOOKS_CHANGED, domain);
    dispatcher.look();
  }

  private <Q, R> Future<Void> answer(Address<Q, R> address, Function<Q, Future<R>> answer) {
    return bus.answer(address, (Q request) -> answer.apply(request).recover(Absence::told))
        .completion();
  }

  @Override
  public Future<?> stop() {
    return dispatcher.stop().eventually(http::close);
  }
}
