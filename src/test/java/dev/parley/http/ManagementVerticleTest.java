package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.ShuttingDown;
import dev.parley.settings.ManagementSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementVerticleTest {

  private static final String TOKEN = "s3\"cr\\et";
  private static final String ONE = "/admin/domains/" + ScriptedDomains.ID;

  private final HttpClient client = HttpClient.newHttpClient();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile Future<Void> database = Future.succeededFuture();
  private Vertx vertx;
  private ScriptedDomains domains;
  private int port;

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    domains = new ScriptedDomains(vertx);
    ManagementSettings settings = new ManagementSettings("127.0.0.1", 0, "");
    ManagementVerticle verticle = new ManagementVerticle(settings, TOKEN, registry, () -> database);
    HttpFixture.await(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  @AfterEach
  void stop() {
    HttpFixture.await(vertx.close());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpRequest.Builder admin(String path) {
    return request(path, "Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  @DisplayName("the process is live; it is ready while the database serves and nobody ends it")
  void health() throws Exception {
    assertThat(send(request("/health/live")).statusCode()).isEqualTo(200);
    assertThat(send(request("/health/ready")).body())
        .isEqualTo("{\"status\":\"UP\",\"checks\":{\"database\":\"UP\",\"running\":\"UP\"}}");

    database = Future.failedFuture("password=secret");
    HttpResponse<String> notReady = send(request("/health/ready"));
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.body()).contains("\"database\":\"DOWN\"").doesNotContain("secret");
    assertThat(send(request("/health/live")).statusCode()).isEqualTo(200);

    database = Future.succeededFuture();
    new Bus(vertx).publish(Addresses.SHUTTING_DOWN, new ShuttingDown(Instant.now()));
    await().until(() -> send(request("/health/ready")).statusCode() == 503);
  }

  @Test
  @DisplayName("the metrics come as Prometheus reads them")
  void metrics() throws Exception {
    registry.counter("parley.turns", "outcome", "raced").increment();
    HttpResponse<String> response = send(request("/metrics"));
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body()).contains("parley_turns_total{outcome=\"raced\"} 1.0");
  }

  @Test
  @DisplayName("without the token nobody administers anything")
  void unauthorized() throws Exception {
    for (String given : List.of("Bearer wrong", "Bearer", TOKEN, "Basic " + TOKEN)) {
      HttpResponse<String> refused = send(request(ONE, "Authorization", given));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Bearer");
    }
    assertThat(send(request(ONE)).statusCode()).isEqualTo(401);
    assertThat(domains.asked).isEmpty();
  }

  @Test
  @DisplayName("a domain is made, shown, listed, given a bot, and taught")
  void domains() throws Exception {
    HttpResponse<String> created =
        send(admin("/admin/domains").POST(BodyPublishers.ofString("{\"name\":\"Shop\"}")));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body())
        .contains("\"id\":\"" + ScriptedDomains.ID + "\"", "\"bot\":\"knowledge\"");
    assertThat(send(admin("/admin/domains?limit=7")).body()).startsWith("{\"domains\":[{\"id\":");
    assertThat(send(admin(ONE)).statusCode()).isEqualTo(200);
    send(admin(ONE + "/bot").PUT(BodyPublishers.ofString("{\"bot\":\"fixed\",\"text\":\"Away\"}")));
    send(admin(ONE + "/knowledge/a%2Fb%20c.md").PUT(BodyPublishers.ofString("# Hé")));

    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.Create("Shop"),
            new DomainRequest.ListAll(Optional.empty(), 7),
            new DomainRequest.Show(ScriptedDomains.ID),
            new DomainRequest.ChooseBot(ScriptedDomains.ID, BotKind.FIXED, Optional.of("Away")),
            new DomainRequest.LoadKnowledge(
                ScriptedDomains.ID, List.of(new DomainRequest.Article("a/b c.md", "# Hé"))));
  }

  @Test
  @DisplayName("conversations and customers are read as JSON, or as text that a terminal survives")
  void reading() throws Exception {
    assertThat(send(admin(ONE + "/customers?email=a%2Bx@b.c")).body())
        .contains("\"rooms\":1", "\"createdAt\":\"2026-01-02T03:04:05.678Z\"");
    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.ReadCustomers(
                ScriptedDomains.ID, Optional.of("a+x@b.c"), Optional.empty(), 50));
    assertThat(send(admin(ONE + "/conversations")).body())
        .contains("\"role\":\"user\"", "\"email\":\"a@b.c\"");
    assertThat(send(admin(ONE + "/conversations").header("Accept", "text/plain")).body())
        .isEqualTo(
            """
            == a@b.c  room 22222222-2222-4222-8222-222222222222  since 2026-01-02T03:04:05Z
            2026-01-02T03:04:05Z  visitor
                Hi\ufffd[2J
                all
            2026-01-02T03:04:05Z  bot  [failed]  [rated down]
                Hel
            """);
  }

  @Test
  @DisplayName("what is wrong is refused with its field; an unknown domain is not found")
  void refusals() throws Exception {
    assertThat(send(admin(ONE + "/customers?limit=0")).body()).contains("\"field\":\"limit\"");
    assertThat(send(admin("/admin/domains/nonsense")).body()).contains("\"field\":\"domainId\"");
    for (String body : List.of("{}", "{\"name\":\"\"}")) {
      assertThat(send(admin("/admin/domains").POST(BodyPublishers.ofString(body))).body())
          .contains("\"field\":\"name\"");
    }
    for (String body : List.of("", "null", "[]", "{")) {
      HttpResponse<String> refused =
          send(admin("/admin/domains").POST(BodyPublishers.ofString(body)));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"field\":\"body\"");
    }
    assertThat(send(admin(ONE + "x")).statusCode()).isEqualTo(400);
    assertThat(
            send(admin(ONE + "/bot").PUT(BodyPublishers.ofString("{\"bot\":\"parrot\"}"))).body())
        .contains("\"field\":\"bot\"", "must be knowledge, model or fixed");
    for (String email : List.of("%00", "x".repeat(321))) {
      for (String what : List.of("/customers", "/conversations")) {
        assertThat(send(admin(ONE + what + "?email=" + email)).body())
            .contains("\"field\":\"email\"");
      }
    }
    assertThat(send(admin("/admin/domains/" + ScriptedParley.DOMAIN)).statusCode()).isEqualTo(404);
    assertThat(send(admin("/admin/nowhere")).statusCode()).isEqualTo(404);
    assertThat(send(admin(ONE).DELETE()).statusCode()).isEqualTo(405);
  }

  @Test
  @DisplayName("a query that cannot be decoded is its sender's fault")
  void malformedQuery() throws Exception {
    for (String path : List.of("/admin/domains?limit=%zz", ONE + "/customers?limit=%zz")) {
      try (RawConnection raw = new RawConnection(port)) {
        raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n");
        raw.send("Connection: close\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n");
        assertThat(raw.readAll()).startsWith("HTTP/1.1 400").contains("query");
      }
    }
  }

  @Test
  @DisplayName(
      "scripts/domain passes names, texts and files on as they are, and prints the id alone")
  void script() throws Exception {
    assertThat(script(TOKEN, "create", "O\"Neil's \\ Café\n😀\u0001"))
        .isEqualTo(ScriptedDomains.ID + "\n[0]");
    Path file = Files.writeString(folder.resolve("größe 100%.md"), "# Größe");
    script(TOKEN, "knowledge", ScriptedDomains.ID.toString(), file.toString());
    script(TOKEN, "bot", ScriptedDomains.ID.toString(), "fixed", "Back at \"9\"");
    script(TOKEN, "bot", ScriptedDomains.ID.toString(), "model");
    script(TOKEN, "conversations", ScriptedDomains.ID.toString(), "a+b@c.d");

    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.Create("O\"Neil's \\ Café\n😀\u0001"),
            new DomainRequest.LoadKnowledge(
                ScriptedDomains.ID, List.of(new DomainRequest.Article("größe 100%.md", "# Größe"))),
            new DomainRequest.ChooseBot(
                ScriptedDomains.ID, BotKind.FIXED, Optional.of("Back at \"9\"")),
            new DomainRequest.ChooseBot(ScriptedDomains.ID, BotKind.MODEL, Optional.empty()),
            new DomainRequest.ReadConversations(
                ScriptedDomains.ID, Optional.of("a+b@c.d"), Optional.empty(), 100),
            new DomainRequest.ReadConversations(
                ScriptedDomains.ID, Optional.of("a+b@c.d"), Optional.of(ScriptedDomains.ID), 100));
  }

  @Test
  @DisplayName("scripts/domain lists all that there is, page after page")
  void scriptPages() throws Exception {
    domains.onFirstPage = 500;
    assertThat(script("  " + TOKEN + "\t", "list").lines()).hasSize(501).endsWith("[0]");
    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.ListAll(Optional.empty(), 500),
            new DomainRequest.ListAll(Optional.of(ScriptedDomains.ID), 500));
  }

  @Test
  @DisplayName("scripts/domain says why the server refuses, and exits 1")
  void scriptRefused() throws Exception {
    assertThat(script(TOKEN, "show", ScriptedParley.DOMAIN.toString()))
        .isEqualTo("scripts/domain: There is no such domain. (HTTP 404)\n[1]");
    assertThat(script("wrong", "list"))
        .isEqualTo("scripts/domain: the server refuses the admin token\n[1]");
    assertThat(script(TOKEN, "dance")).endsWith("[2]");
  }

  /** What the script prints, and its exit code in brackets. */
  private String script(String token, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(port));
    builder.environment().put("PARLEY_ADMIN_TOKEN", token);
    builder.environment().put("http_proxy", "http://127.0.0.1:1"); // nothing is there
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return printed + "[" + process.exitValue() + "]";
  }
}
