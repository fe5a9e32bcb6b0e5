package dev.parley.http;

import static dev.parley.testing.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bus.BusCodecs;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.HttpSettings;
import dev.parley.settings.LimitSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** The real HTTP verticle on a free port, with {@link ScriptedParley} behind it. */
final class HttpFixture implements AutoCloseable {

  static final HttpSettings SETTINGS = settings(Duration.ofSeconds(15), AddressRanges.NONE, true);

  static final LimitSettings NO_LIMITS = TestLimits.off();

  private static final ObjectMapper JSON = new ObjectMapper();

  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ScriptedParley parley;
  final Limits limits;
  final HttpVerticle verticle;
  final String deployment;

  private final Queue<RawConnection> connections = new ConcurrentLinkedQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpFixture() {
    this(SETTINGS, NO_LIMITS);
  }

  HttpFixture(HttpSettings http, LimitSettings limits) {
    this(http, limits, System::nanoTime);
  }

  HttpFixture(HttpSettings http, LimitSettings limits, LongSupplier clock) {
    this(http, limits, clock, Long.MAX_VALUE);
  }

  /** With so many bytes for the bodies that are under way. */
  HttpFixture(HttpSettings http, LimitSettings limits, LongSupplier clock, long bodyBytes) {
    BodyMemory bodies = new BodyMemory(bodyBytes, meters, HttpVerticle.SIDE);
    this.limits = new Limits(limits, http.trustedProxies(), meters, clock, bodies);
    BusCodecs.register(vertx.eventBus());
    parley = new ScriptedParley(vertx);
    verticle = new HttpVerticle(http, this.limits, meters);
    deployment = await(vertx.deployVerticle(verticle));
  }

  /** With little patience for requests that take long to come. */
  static HttpSettings impatient() {
    return settings(Duration.ofMillis(400), Duration.ofMillis(100), AddressRanges.NONE, true);
  }

  /** With little patience for connections on which nothing is said. */
  static HttpSettings hurried(Duration idleTimeout) {
    return settings(
        Duration.ofSeconds(5), idleTimeout, Duration.ofSeconds(15), AddressRanges.NONE, true);
  }

  static HttpSettings settings(Duration keepAlive, AddressRanges trustedProxies, boolean demo) {
    return settings(Duration.ofSeconds(5), keepAlive, trustedProxies, demo);
  }

  private static HttpSettings settings(
      Duration requestTimeout, Duration keepAlive, AddressRanges trustedProxies, boolean demo) {
    return settings(requestTimeout, Duration.ofSeconds(30), keepAlive, trustedProxies, demo);
  }

  private static HttpSettings settings(
      Duration requestTimeout,
      Duration idleTimeout,
      Duration keepAlive,
      AddressRanges trustedProxies,
      boolean demo) {
    return new HttpSettings(
        "127.0.0.1", 0, 16 * 1024, requestTimeout, idleTimeout, keepAlive, trustedProxies, demo);
  }

  int port() {
    return verticle.port();
  }

  /** A new connection, which is closed when all leave, or with this. */
  RawConnection connect() throws IOException {
    RawConnection raw = new RawConnection(port());
    connections.add(raw);
    return raw;
  }

  /** Everybody who connected closes his connection. */
  void leave() {
    try {
      for (RawConnection raw : connections) {
        raw.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.clear();
  }

  /** A turn as the demo domain gets it. */
  static String turn(String message) {
    return JSON.createObjectNode()
        .put("domainId", ScriptedParley.DOMAIN.toString())
        .put("message", message)
        .put("anonymousId", "visitor-1")
        .toString();
  }

  HttpResponse<String> post(String body, String... headers) {
    return send(request("/api/bot/stream", headers).POST(BodyPublishers.ofString(body)));
  }

  /** The same, without waiting for the answer. */
  CompletableFuture<HttpResponse<String>> posting(String body) {
    HttpRequest.Builder request = request("/api/bot/stream").POST(BodyPublishers.ofString(body));
    return client.sendAsync(
        request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(response.body(), e);
    }
  }

  @Override
  public void close() {
    leave();
    await(vertx.close());
  }
}
