package dev.parley.webhook;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.parley.bus.TurnOpened;
import dev.parley.bus.WebhookDelivery;
import dev.parley.bus.WebhookView;
import dev.parley.testing.SelfSigned;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Only 127.0.0.1 may be asked here; it stands for the public internet, and 127.0.0.2 for what is
 * private.
 */
@DisplayName("A webhook's host")
class PinnedAddressTest {

  private static final List<String> MESSAGES = List.of("message.stored");
  private static final String NAME = "hooks.parley.example";

  @TempDir private static Path folder;

  private static final Queue<List<String>> LOOK_UPS = new ConcurrentLinkedQueue<>();
  private static final List<String> LOOKED_UP = new CopyOnWriteArrayList<>();

  private static WebhookFixture parley;
  private static SelfSigned own;

  @BeforeAll
  static void start() {
    own = SelfSigned.make(folder, NAME);
    parley = new WebhookFixture();
    HttpClientOptions tls = new HttpClientOptions().setTrustOptions(certificate());
    parley.deploy(vertx -> PinnedAddressTest::lookUp, tls);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  /** Gives what the test says, one after the other; the last one again and again. */
  private static Future<List<InetAddress>> lookUp(String host) {
    LOOKED_UP.add(host);
    List<String> found = LOOK_UPS.size() > 1 ? LOOK_UPS.remove() : LOOK_UPS.element();
    return Future.succeededFuture(found.stream().map(PinnedAddressTest::address).toList());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void lookUps(List<List<String>> found) {
    LOOKED_UP.clear();
    LOOK_UPS.clear();
    LOOK_UPS.addAll(new ArrayDeque<>(found));
  }

  @Test
  @DisplayName(
      "is asked at the address that was checked, though it has a private one a moment later")
  void rebinding() {
    try (Receiver open = new Receiver(parley.vertx);
        Receiver inside = new Receiver(parley.vertx, "127.0.0.2", open.port())) {
      lookUps(List.of(List.of("127.0.0.1"), List.of("127.0.0.2")));
      UUID domain = parley.domain();
      WebhookView webhook =
          parley.webhook(domain, "http://" + NAME + ":" + open.port() + "/", MESSAGES);

      parley.say(domain, "ann", "Hello");
      waitAtMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(open.received("/")).hasSize(1));
      assertThat(LOOKED_UP).containsExactly(NAME);
      assertThat(open.received("/").get(0).headers())
          .containsEntry("host", NAME + ":" + open.port());

      TurnOpened second = parley.say(domain, "ann", "And now?");
      assertThat(second.domainId()).isEqualTo(domain);
      waitAtMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(newest(webhook).lastError())
                      .contains("url leads to 127.0.0.2, which may not be asked"));
      assertThat(inside.received("/")).isEmpty();
      assertThat(open.received("/")).hasSize(1);
    }
  }

  @Test
  @DisplayName("is not asked when one of several addresses is private")
  void mixed() {
    try (Receiver open = new Receiver(parley.vertx)) {
      lookUps(List.of(List.of("127.0.0.1", "10.0.0.1")));
      UUID domain = parley.domain();
      WebhookView webhook =
          parley.webhook(domain, "http://" + NAME + ":" + open.port() + "/", MESSAGES);

      parley.say(domain, "ann", "Hello");

      waitAtMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(newest(webhook).lastError()).isPresent());
      assertThat(open.received("/")).isEmpty();
    }
  }

  @Test
  @DisplayName("has to have a certificate of its name, and hears that name")
  void certificates() {
    lookUps(List.of(List.of("127.0.0.1")));
    List<String> indicated = new CopyOnWriteArrayList<>();
    HttpServer server =
        await(
            parley
                .vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(certificate()))
                .requestHandler(
                    request -> {
                      indicated.add(request.connection().indicatedServerName());
                      request.response().end();
                    })
                .listen(0, "127.0.0.1"));
    UUID domain = parley.domain();
    String port = ":" + server.actualPort() + "/";
    WebhookView right = parley.webhook(domain, "https://" + NAME + port, MESSAGES);
    WebhookView wrong = parley.webhook(domain, "https://other.example" + port, MESSAGES);

    parley.say(domain, "ann", "Hello");

    waitAtMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(newest(right).state()).isEqualTo("delivered");
              assertThat(newest(wrong).lastError())
                  .contains("no TLS, or no valid certificate of its name");
            });
    assertThat(newest(wrong).lastStatus()).isEmpty();
    assertThat(indicated).containsExactly(NAME);
    await(server.close());
  }

  private static WebhookDelivery newest(WebhookView webhook) {
    return parley.deliveries(webhook).get(0);
  }

  private static PfxOptions certificate() {
    return new PfxOptions().setPath(own.store().toString()).setPassword(SelfSigned.PASSWORD);
  }
}
