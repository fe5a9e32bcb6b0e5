package dev.parley.webhook;

import dev.parley.bus.InvalidFieldException;
import dev.parley.settings.WebhookSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes attempts. The host is looked up for each, every address that it has is checked, and the
 * connection is made to an address that was: so a name that is another one at a second look-up
 * gains nothing. Not thread-safe: belongs to the event loop that it is used on.
 */
final class Sender {

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** Short, so that a connection is seldom closed by its receiver at the moment it is used. */
  private static final int KEEP_ALIVE_SECONDS = 5;

  private final Vertx vertx;
  private final HttpClient http;
  private final FairLookup lookup;
  private final Destinations destinations;
  private final WebhookSettings settings;

  Sender(
      Vertx vertx,
      HttpClient http,
      FairLookup lookup,
      Destinations destinations,
      WebhookSettings settings) {
    this.vertx = vertx;
    this.http = http;
    this.lookup = lookup;
    this.destinations = destinations;
    this.settings = settings;
  }

  /**
   * A client as it is needed here: HTTP/1.1, nothing is inflated.
   *
   * @param most how many requests there are at once in all, also to one host
   */
  static HttpClient client(Vertx vertx, HttpClientOptions tls, WebhookSettings settings, int most) {
    HttpClientOptions options =
        new HttpClientOptions(tls)
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setDecompressionSupported(false)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setConnectTimeout(Math.toIntExact(settings.timeout().toMillis()))
            .setSslHandshakeTimeout(settings.timeout().toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp1MaxSize(most))
        .withConnectHandler(Sender::keepQuiet)
        .build();
  }

  /** What a receiver talks instead of HTTP is told by the delivery, not by the log. */
  private static void keepQuiet(HttpConnection connection) {
    connection.exceptionHandler(cause -> LOG.debug("a receiver's connection broke", cause));
  }

  /** Begins an attempt to send what has a body. */
  Exchange begin(Claimed delivery) {
    Exchange exchange = new Exchange(vertx, http, settings.timeout());
    exchange.begin(request(delivery), delivery);
    return exchange;
  }

  private Future<RequestOptions> request(Claimed delivery) {
    WebhookUrl url;
    try {
      url = WebhookUrl.parse(delivery.url());
    } catch (InvalidFieldException e) {
      return Future.failedFuture(e);
    }
    return addresses(delivery.domainId(), url)
        .map(found -> choose(found, delivery.attempts()))
        .map(to -> post(url, to));
  }

  private Future<List<InetAddress>> addresses(UUID domainId, WebhookUrl url) {
    return url.literal()
        .map(address -> Future.succeededFuture(List.of(address)))
        .orElseGet(() -> lookup.addresses(domainId, url.host()));
  }

  /** Another one with each attempt; but none when one of them may not be asked. */
  private InetAddress choose(List<InetAddress> found, int attempts) {
    for (InetAddress address : found) {
      if (!destinations.allows(address)) {
        throw new InvalidFieldException(
            "url", "leads to " + address.getHostAddress() + ", which may not be asked");
      }
    }
    return found.get((attempts - 1) % found.size());
  }

  private static RequestOptions post(WebhookUrl url, InetAddress to) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(url.port(), to.getHostAddress()))
        .setHost(url.bracketed())
        .setPort(url.port())
        .setSsl(url.tls())
        .setURI(url.target())
        .setFollowRedirects(false);
  }
}
