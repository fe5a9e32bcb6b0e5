package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.ShuttingDown;
import dev.parley.logging.Audit;
import dev.parley.settings.ManagementSettings;
import dev.parley.testing.AdminContract;
import dev.parley.testing.Await;
import dev.parley.testing.Logged;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementVerticleTest {

  private static final String TOKEN = "s3\"cr\\et";
  private static final Optional<String> NONE = Optional.empty();
  private static final String ONE = "/admin/domains/" + ScriptedDomains.ID;

  private static final AdminContract CONTRACT = AdminContract.read();

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
    Await.await(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  @AfterEach
  void stop() {
    Await.await(vertx.close());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpRequest.Builder admin(String path) {
    return request(path, "Authorization", "Bearer " + TOKEN);
  }

  /** What the admin API answers is as its document has it. */
  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.uri().getPath().startsWith("/admin")) {
      CONTRACT.check(AdminContract.Exchange.of(response, ""));
    }
    return response;
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
  @DisplayName("whoever asks by HEAD or OPTIONS whether it is ready is told the same")
  void healthByOtherMethods() throws Exception {
    assertHealth("/health/live", 200);
    assertHealth("/health/ready", 200);
    database = Future.failedFuture("away");
    assertHealth("/health/live", 200);
    assertHealth("/health/ready", 503);
    HttpResponse<String> posted =
        send(request("/health/ready").POST(BodyPublishers.ofString("up?")));
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  private void assertHealth(String path, int status) throws Exception {
    assertThat(send(request(path)).statusCode()).isEqualTo(status);
    HttpResponse<String> head = send(request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(status);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> options = send(request(path).method("OPTIONS", BodyPublishers.noBody()));
    assertThat(options.statusCode()).isEqualTo(status);
    assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
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
  @DisplayName("the token's scheme may be written in any case, the token may not")
  void scheme() throws Exception {
    for (String scheme : List.of("bearer ", "BEARER ", "Bearer  ")) {
      assertThat(send(request(ONE, "Authorization", scheme + TOKEN)).statusCode()).isEqualTo(200);
    }
    String other = TOKEN.toUpperCase(Locale.ROOT);
    assertThat(send(request(ONE, "Authorization", "Bearer " + other)).statusCode()).isEqualTo(401);
    assertThat(send(request(ONE, "Authorization", "Bearer" + TOKEN)).statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("what is mended about who is who is waited for as long as it may take")
  void mending() throws Exception {
    Map<String, Long> waits = waits();
    String body = "{\"from\":\"" + UUID.randomUUID() + "\"}";
    send(
        admin(ONE + "/customers/" + UUID.randomUUID() + "/merge")
            .POST(BodyPublishers.ofString(body)));
    send(admin(ONE + "/visitors/" + UUID.randomUUID() + "/unfold").POST(BodyPublishers.noBody()));
    assertThat(waits)
        .containsEntry(Addresses.CUSTOMER_MERGE.name(), Bus.MENDING_TIMEOUT.toMillis())
        .containsEntry(Addresses.CUSTOMER_UNFOLD.name(), Bus.MENDING_TIMEOUT.toMillis());
  }

  @Test
  @DisplayName("what has articles indexed is waited for: nobody is told to try what will be done")
  void indexing() throws Exception {
    Map<String, Long> waits = waits();
    send(admin(ONE).method("PATCH", BodyPublishers.ofString("{\"locale\":\"de\"}")));
    send(admin(ONE + "/knowledge/a.md").PUT(BodyPublishers.ofString("# A")));
    send(admin(ONE + "/knowledge/a.md").DELETE());
    long longest = DomainRequest.INDEXING_PATIENCE.toMillis();
    assertThat(waits)
        .containsEntry(Addresses.DOMAIN_SETTINGS.name(), longest)
        .containsEntry(Addresses.DOMAIN_KNOWLEDGE.name(), longest)
        .containsEntry(Addresses.DOMAIN_ARTICLE_REMOVE.name(), longest);
  }

  /** By address: how long a reply is waited for, of what is asked from now on. */
  private Map<String, Long> waits() {
    Map<String, Long> waits = new ConcurrentHashMap<>();
    vertx
        .eventBus()
        .addOutboundInterceptor(
            context -> {
              waits.put(
                  context.message().address(),
                  ((OutboundDeliveryContext<?>) context).options.getSendTimeout());
              context.next();
            });
    return waits;
  }

  @Test
  @DisplayName("a domain is made, shown, listed, given a bot, and taught")
  void domains() throws Exception {
    HttpResponse<String> created =
        send(admin("/admin/domains").POST(BodyPublishers.ofString("{\"name\":\"Shop\"}")));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body())
        .contains("\"id\":\"" + ScriptedDomains.ID + "\"", "\"bot\":\"knowledge\"");
    assertThat(send(admin("/admin/domains?limit=7")).body()).startsWith("{\"items\":[{\"id\":");
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
  @DisplayName(
      "the log tells of each change and of who was turned away, and nothing of what was said")
  void log() throws Exception {
    try (Logged log = Logged.by(AdminLog.class)) {
      send(admin("/admin/domains").POST(BodyPublishers.ofString("{\"name\":\"Shop\"}")));
      send(admin(ONE));
      send(admin(ONE + "/knowledge/a%0Ab.md").PUT(BodyPublishers.ofString("# Hé")));
      send(admin(ONE + "/bot").PUT(BodyPublishers.ofString("{\"bot\":\"parrot\"}")));
      send(request(ONE + "/customers?email=ann@example.com"));
      send(request("/admin/domains")); // within the same second
      send(request("/health/live"));

      await().until(() -> log.texts().size() >= 4);
      assertThat(log.texts())
          .containsExactly(
              "[Admin] POST /admin/domains from 127.0.0.1: 201, " + ONE,
              "[Admin] PUT " + ONE + "/knowledge/a%0Ab.md from 127.0.0.1: 200",
              "[Admin] PUT " + ONE + "/bot from 127.0.0.1: 400",
              "[Admin] GET " + ONE + "/customers from 127.0.0.1: 401");
      assertThat(log.events())
          .as("kept when the log is flooded")
          .allSatisfy(event -> assertThat(event.getMarkerList()).containsExactly(Audit.MARKER));
    }
  }

  @Test
  @DisplayName("a domain's secret is shown and rotated, as JSON and by scripts/domain")
  void secrets() throws Exception {
    String path = ONE + "/secret";
    assertThat(send(admin(path)).body())
        .isEqualTo(
            "{\"domainId\":\"%1$s\",\"secrets\":[".formatted(ScriptedDomains.ID)
                + "{\"value\":\"new\",\"createdAt\":\"2026-01-02T03:04:05.678Z\"},"
                + "{\"value\":\"old\",\"createdAt\":\"2026-01-02T03:04:05.678Z\","
                + "\"expiresAt\":\"2026-01-02T03:04:05.678Z\"}]}");
    assertThat(send(request(path)).statusCode()).isEqualTo(401);
    assertThat(send(admin(path).POST(BodyPublishers.noBody())).statusCode()).isEqualTo(200);
    assertThat(send(admin(path).POST(BodyPublishers.ofString("{\"validHours\":0}"))).statusCode())
        .isEqualTo(200);
    assertThat(send(admin(path).POST(BodyPublishers.ofString("{\"validHours\":745}"))).body())
        .contains("\"field\":\"validHours\"");
    String id = ScriptedDomains.ID.toString();
    assertThat(script(TOKEN, "secret", id)).isEqualTo("new\nold  until 2026-01-02T03:04:05Z\n[0]");
    assertThat(script(TOKEN, "rotate-secret", id, "08")).startsWith("new\n");

    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.ShowSecrets(ScriptedDomains.ID),
            new DomainRequest.RotateSecret(ScriptedDomains.ID, 24),
            new DomainRequest.RotateSecret(ScriptedDomains.ID, 0),
            new DomainRequest.ShowSecrets(ScriptedDomains.ID),
            new DomainRequest.RotateSecret(ScriptedDomains.ID, 8));
  }

  @Test
  @DisplayName("what a domain allows is changed in part, and shown whole")
  void settings() throws Exception {
    change("{\"allowedOrigins\":[\"https://a.example\"],\"greeting\":\"\"}");
    change("{\"locale\":\"de\",\"limits\":{\"visitorBurst\":7,\"tokensPerMinute\":0.5}}");
    change("{\"limits\":{\"visitorBurst\":null}}");

    DomainLimits limits =
        new DomainLimits(
            new Limit(Optional.of(7), Optional.empty()),
            Limit.NONE,
            Limit.NONE,
            new Limit(Optional.empty(), Optional.of(0.5)));
    assertThat(domains.asked)
        .containsExactly(
            changed(
                Optional.of(List.of("https://a.example")), Optional.of(""), NONE, Optional.empty()),
            changed(Optional.empty(), NONE, Optional.of("de"), Optional.of(limits)),
            changed(Optional.empty(), NONE, NONE, Optional.of(DomainLimits.NONE)));
    assertThat(send(admin(ONE)).body())
        .contains(
            "\"greeting\":\"Hi",
            "\"locale\":\"en\"",
            "\"allowedOrigins\":[\"https://a.example\",\"*\"]",
            "\"visitor\":{\"burst\":7,\"perMinute\":0.5}");
    assertThat(send(admin(ONE).header("Accept", "text/plain")).body())
        .isEqualTo(
            """
            id        22222222-2222-4222-8222-222222222222
            name      Shop
            state     on
            bot       knowledge
            text      %s
            greeting  Hi\ufffd[2J
            locale    en (search: english)
            origins   https://a.example *
            limits    visitorBurst=7 visitorPerMinute=0.5 domainBurst=100
            articles  2
            """
                .formatted(""));
  }

  @Test
  @DisplayName("a change that changes nothing, or is none, is refused")
  void refusedSettings() throws Exception {
    for (String body : List.of("{}", "[]", "", "{\"locale\":\"de\"}}")) {
      assertThat(change(body)).contains("\"field\":\"body\"");
    }
    assertThat(change("{\"alowedOrigins\":[]}")).contains("\"field\":\"alowedOrigins\"");
    assertThat(change("{\"allowedOrigins\":\"*\"}")).contains("\"field\":\"allowedOrigins\"");
    assertThat(change("{\"greeting\":7}")).contains("\"field\":\"greeting\"");
    assertThat(change("{\"allowedOrigins\":[null]}")).contains("\"field\":\"allowedOrigins\"");
    assertThat(change("{\"greeting\":\"" + "x".repeat(1_001) + "\"}"))
        .contains("\"field\":\"greeting\"");
    assertThat(change("{\"locale\":\"\"}")).contains("\"field\":\"locale\"");
    for (String limit :
        List.of("\"visitorBurst\":0", "\"visitorBurst\":1.5", "\"ipPerMinute\":0", "\"burst\":1")) {
      assertThat(change("{\"limits\":{" + limit + "}}")).contains("\"field\":\"limits\"");
    }
    assertThat(domains.asked).isEmpty();
  }

  @Test
  @DisplayName("a domain is renamed, by the rule that its name had, as JSON and by scripts/domain")
  void renames() throws Exception {
    change("{\"name\":\"Tea\"}");
    for (String name : List.of("\"\"", "\" \"", "7", "\"" + "x".repeat(201) + "\"")) {
      assertThat(change("{\"name\":" + name + "}")).contains("\"field\":\"name\"");
    }
    String id = ScriptedDomains.ID.toString();
    assertThat(script(TOKEN, "rename", id, "Ann's \"tea\"")).contains("id        " + id);
    assertThat(script(TOKEN, "rename", id, " ")).contains("name must not be blank").endsWith("[1]");
    assertThat(script(TOKEN, "rename", id)).endsWith("[2]");
    assertThat(script(TOKEN, "rename", id, "-x")).endsWith("[2]");
    assertThat(domains.asked).containsExactly(renamed("Tea"), renamed("Ann's \"tea\""));
  }

  private static DomainRequest renamed(String name) {
    return new DomainRequest.ChangeSettings(
        ScriptedDomains.ID,
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        NONE,
        NONE,
        Optional.empty());
  }

  @Test
  @DisplayName("a domain is switched off and on, as JSON and by scripts/domain, and shown so")
  void switchesOff() throws Exception {
    assertThat(send(admin(ONE)).body()).contains("\"enabled\":true");
    change("{\"enabled\":false}");
    assertThat(change("{\"enabled\":\"no\"}")).contains("\"field\":\"enabled\"");
    String id = ScriptedDomains.ID.toString();
    domains.enabled = false;
    assertThat(script(TOKEN, "off", id)).contains("state     off\n");
    assertThat(script(TOKEN, "list")).contains("Shop  [off]\n");
    assertThat(script(TOKEN, "on", id)).startsWith("id        " + id);
    assertThat(script(TOKEN, "off")).endsWith("[2]");
    assertThat(domains.asked)
        .filteredOn(it -> it instanceof DomainRequest.ChangeSettings)
        .containsExactly(switched(false), switched(false), switched(true));
  }

  private static DomainRequest switched(boolean on) {
    return new DomainRequest.ChangeSettings(
        ScriptedDomains.ID, NONE, Optional.of(on), Optional.empty(), NONE, NONE, Optional.empty());
  }

  private String change(String body) throws Exception {
    return send(admin(ONE).method("PATCH", BodyPublishers.ofString(body))).body();
  }

  private static DomainRequest changed(
      Optional<List<String>> origins,
      Optional<String> greeting,
      Optional<String> locale,
      Optional<DomainLimits> limits) {
    return new DomainRequest.ChangeSettings(
        ScriptedDomains.ID, NONE, Optional.empty(), origins, greeting, locale, limits);
  }

  @Test
  @DisplayName("scripts/domain sets origins, greeting, locale and limits")
  void scriptSettings() throws Exception {
    String id = ScriptedDomains.ID.toString();
    script(TOKEN, "origins", id, "https://a.example", "https://*.b.example");
    script(TOKEN, "origins", id, "none");
    script(TOKEN, "greeting", id, "Grüß \"Gott\"!");
    script(TOKEN, "locale", id, "de");
    script(TOKEN, "limits", id, "visitorBurst=007", "ipPerMinute=0.5");
    assertThat(script(TOKEN, "limits", id, "default")).contains("origins   https://a.example *");
    assertThat(script(TOKEN, "limits", id, "visitorBurst=many")).endsWith("[2]");
    assertThat(script(TOKEN, "limits", id, "parrots=7"))
        .contains("limits must be of domainBurst")
        .endsWith("[1]");

    DomainLimits limits =
        new DomainLimits(
            new Limit(Optional.of(7), Optional.empty()),
            new Limit(Optional.empty(), Optional.of(0.5)),
            Limit.NONE,
            Limit.NONE);
    Optional<List<String>> origins =
        Optional.of(List.of("https://a.example", "https://*.b.example"));
    assertThat(domains.asked)
        .containsExactly(
            changed(origins, NONE, NONE, Optional.empty()),
            changed(Optional.of(List.of()), NONE, NONE, Optional.empty()),
            changed(Optional.empty(), Optional.of("Grüß \"Gott\"!"), NONE, Optional.empty()),
            changed(Optional.empty(), NONE, Optional.of("de"), Optional.empty()),
            changed(Optional.empty(), NONE, NONE, Optional.of(limits)),
            changed(Optional.empty(), NONE, NONE, Optional.of(DomainLimits.NONE)));
  }

  @Test
  @DisplayName("conversations and customers are read as JSON, or as text that a terminal survives")
  void reading() throws Exception {
    assertThat(send(admin(ONE + "/customers?email=a%2Bx@b.c")).body())
        .contains("\"rooms\":1", "\"createdAt\":\"2026-01-02T03:04:05.678Z\"");
    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.ReadCustomers(
                ScriptedDomains.ID, Optional.of("a+x@b.c"), NONE, NONE, 50));
    assertThat(send(admin(ONE + "/conversations")).body())
        .contains("\"role\":\"user\"", "\"email\":\"a@b.c\"");
    assertThat(send(admin(ONE + "/conversations").header("Accept", "text/plain")).body())
        .isEqualTo(
            """
            == a@b.c  room 22222222-2222-4222-8222-222222222222  since 2026-01-02T03:04:05Z
            2026-01-02T03:04:05Z  visitor (verified)
                Hi\ufffd[2J
                all
            2026-01-02T03:04:05Z  bot  [failed]  [rated down]
                Hel
                → Hours\ufffd
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
    assertThat(send(admin(ONE).PUT(BodyPublishers.noBody())).statusCode()).isEqualTo(405);
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
                ScriptedDomains.ID,
                Optional.of("a+b@c.d"),
                Optional.of(ScriptedDomains.NEXT),
                100));
  }

  @Test
  @DisplayName("scripts/domain shows a domain's origins, and changes nothing, where none is named")
  void scriptOrigins() throws Exception {
    assertThat(script(TOKEN, "origins", ScriptedDomains.ID.toString()))
        .isEqualTo("https://a.example\n*\n[0]");
    assertThat(domains.asked).containsExactly(new DomainRequest.Show(ScriptedDomains.ID));
    assertThat(script(TOKEN, "origins", ScriptedParley.DOMAIN.toString()))
        .isEqualTo("scripts/domain: There is no such domain. (HTTP 404)\n[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create --help", "create -h", "greeting ID --help", "list -h"})
  @DisplayName("scripts/domain takes a call for help behind a command for nothing else")
  void scriptHelp(String line) throws Exception {
    assertThat(script(TOKEN, line.split(" ", -1)))
        .startsWith("usage: scripts/domain COMMAND\n")
        .endsWith("[0]");
    assertThat(domains.asked).isEmpty();
  }

  @Test
  @DisplayName("scripts/domain makes no domain of an option, the server none without a name")
  void scriptNameless() throws Exception {
    assertThat(script(TOKEN, "create", "--hlep"))
        .startsWith("scripts/domain: a NAME does not begin with '-'\n")
        .endsWith("[2]");
    assertThat(script(TOKEN, "create", " \t")).contains("name must not be blank").endsWith("[1]");
    assertThat(domains.asked).isEmpty();
  }

  @Test
  @DisplayName("scripts/domain loads a file whose name begins as an option does")
  void scriptDash() throws Exception {
    Files.writeString(folder.resolve("-x.md"), "# X");
    ProcessBuilder builder = builder(TOKEN, "knowledge", ScriptedDomains.ID.toString(), "-x.md");
    builder.command().set(0, Path.of("scripts/domain").toAbsolutePath().toString());

    assertThat(run(builder.directory(folder.toFile()))).endsWith("[0]");
    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.LoadKnowledge(
                ScriptedDomains.ID, List.of(new DomainRequest.Article("-x.md", "# X"))));
  }

  @Test
  @DisplayName("scripts/domain loads nothing of two files that would be one article")
  void scriptSameName() throws Exception {
    Path one = Files.createDirectory(folder.resolve("a")).resolve("index.md");
    Path other = Files.createDirectory(folder.resolve("b")).resolve("index.md");
    Files.writeString(one, "# A");
    Files.writeString(other, "# B");

    assertThat(
            script(
                TOKEN,
                "knowledge",
                ScriptedDomains.ID.toString(),
                one.toString(),
                other.toString()))
        .startsWith(
            "scripts/domain: %s would take the place of another file: both are the article index.md\n"
                .formatted(other))
        .endsWith("[2]");
    assertThat(domains.asked).isEmpty();
  }

  @Test
  @DisplayName("scripts/domain lists all that there is, page after page")
  void scriptPages() throws Exception {
    domains.onFirstPage = 500;
    assertThat(script("  " + TOKEN + "\t", "list").lines()).hasSize(1001).endsWith("[0]");
    assertThat(domains.asked)
        .containsExactly(
            new DomainRequest.ListAll(Optional.empty(), 500),
            new DomainRequest.ListAll(Optional.of(ScriptedDomains.NEXT), 500));
  }

  @Test
  @DisplayName("scripts/domain asks at the port of a server that runs, not of one that was killed")
  void scriptRunning() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    Process another = new ProcessBuilder("sleep", "60").start();
    try {
      for (ProcessHandle process : List.of(killed.toHandle(), another.toHandle())) {
        assertThat(script(process)).endsWith("[1]");
      }
      assertThat(domains.asked).isEmpty();
      assertThat(script(ProcessHandle.current())).endsWith("[0]");
    } finally {
      another.destroyForcibly();
    }
  }

  @Test
  @DisplayName("scripts/domain takes no port from where Kubernetes tells where a service is")
  void scriptServiceLink() throws Exception {
    ProcessBuilder builder = builderByFile(ProcessHandle.current());
    builder.environment().put("MANAGEMENT_PORT", "tcp://10.96.0.7:3001");
    assertThat(run(builder)).endsWith("[0]");
  }

  /** What it prints where nothing but the file says where the server is, which a process wrote. */
  private String script(ProcessHandle server) throws IOException, InterruptedException {
    return run(builderByFile(server));
  }

  private ProcessBuilder builderByFile(ProcessHandle server) throws IOException {
    Files.writeString(
        folder.resolve("running"),
        "PID=%d\nMANAGEMENT_HOST=127.0.0.1\nMANAGEMENT_PORT=%d\n".formatted(server.pid(), port));
    ProcessBuilder builder = builder(TOKEN, "list");
    builder.environment().remove("MANAGEMENT_PORT");
    builder.environment().put("PARLEY_HOME", folder.toString());
    return builder;
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
    return run(builder(token, arguments));
  }

  private ProcessBuilder builder(String token, String... arguments) {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(port));
    builder.environment().put("PARLEY_ADMIN_TOKEN", token);
    builder.environment().put("http_proxy", "http://127.0.0.1:1"); // nothing is there
    return builder;
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return printed + "[" + process.exitValue() + "]";
  }
}
