package dev.parley;

import static dev.parley.testing.AdminClient.json;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.BusCodecs;
import dev.parley.domain.DomainVerticle;
import dev.parley.http.ManagementVerticle;
import dev.parley.settings.ManagementSettings;
import dev.parley.testing.AdminClient;
import dev.parley.testing.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The admin API on a real database, as its document has it: each test asks all that the document
 * has under one tag, and gets every answer that stands there.
 */
class AdminApiTest {

  /** Whose operations are asked here; what others ask of their own, they name beside it. */
  private static final Set<String> TAGS =
      Set.of("document", "domains", "knowledge", "customers", "webhooks");

  private static final String TOKEN = "s3cret";
  private static final String NOBODY = "/admin/domains/00000000-0000-4000-8000-000000000000";

  private static TestDatabase database;
  private static Vertx vertx;
  private static AdminClient admin;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    Pool pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(4))
            .connectingTo(database.connectOptions())
            .using(vertx)
            .build();
    ManagementVerticle management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, ""),
            TOKEN,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Future::succeededFuture);
    await(vertx.deployVerticle(new DomainVerticle(pool)));
    await(vertx.deployVerticle(management));
    admin = new AdminClient(management.port(), TOKEN);
  }

  @AfterAll
  static void end() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("the document is there for everybody, as YAML and as the same in JSON")
  void document() {
    assertThat(admin.sendUnknown("GET", "/admin/openapi.yaml").body()).startsWith("openapi: 3.1.");
    assertThat(json(admin.sendUnknown("GET", "/admin/openapi.json"), 200))
        .isEqualTo(admin.contract().document());
    assertThat(admin.contract().unseen("document")).isEmpty();
    assertThat(admin.contract().document().path("tags").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(TAGS);
  }

  @Test
  @DisplayName("domains are made, listed, shown, changed, given a bot and a new secret")
  void domains() {
    JsonNode made = json(admin.send("POST", "/admin/domains", "{\"name\":\"Shop\"}"), 201);
    String one = "/admin/domains/" + made.path("id").asText();
    assertThat(admin.read(one)).isEqualTo(made);
    admin.read("/admin/domains?limit=7");
    json(admin.send("PATCH", one, "{\"greeting\":\"Hi\",\"limits\":{\"visitorBurst\":7}}"), 200);
    json(admin.send("PUT", one + "/bot", "{\"bot\":\"fixed\",\"text\":\"Away\"}"), 200);
    admin.read(one + "/secret");
    json(admin.send("POST", one + "/secret", "{\"validHours\":1}"), 200);
    assertThat(admin.read(one).path("limits").path("visitor").path("burst").asInt()).isEqualTo(7);

    refused("GET", "/admin/domains?limit=0", "", "limit");
    refused("POST", "/admin/domains", "{\"name\":\"x\",\"nmae\":1}", "nmae");
    refused("POST", "/admin/domains", "{\"name\":7}", "name");
    refused("GET", "/admin/domains/7", "", "domainId");
    refused("PATCH", one, "{\"limits\":{\"visitorBurst\":\"7\"}}", "limits.visitorBurst");
    refused("PUT", one + "/bot", "{\"bot\":\"parrot\"}", "bot");
    refused("GET", "/admin/domains/7/secret", "", "domainId");
    refused("POST", one + "/secret", "{\"validHours\":1.5}", "validHours");
    unknown("GET", "", "");
    unknown("PATCH", "", "{\"greeting\":\"Hi\"}");
    unknown("PUT", "/bot", "{\"bot\":\"fixed\"}");
    unknown("GET", "/secret", "");
    unknown("POST", "/secret", "");
    unauthorized("GET", "/admin/domains");
    unauthorized("POST", "/admin/domains");
    unauthorized("GET", one);
    unauthorized("PATCH", one);
    unauthorized("PUT", one + "/bot");
    unauthorized("GET", one + "/secret");
    unauthorized("POST", one + "/secret");
    assertThat(admin.send("POST", one + "/secret", "{}", "Content-Encoding", "gzip").statusCode())
        .isEqualTo(415);
    assertThat(admin.contract().unseen("domains")).isEmpty();
  }

  @Test
  @DisplayName("articles are loaded")
  void knowledge() {
    String one = shop();
    json(admin.send("PUT", one + "/knowledge/a%2Fb.md", "# Hé\n\ntext"), 200);

    refused("PUT", one + "/knowledge/a.md", "# only a title", "article");
    unknown("PUT", "/knowledge/a.md", "text");
    unauthorized("PUT", one + "/knowledge/a.md");
    assertThat(admin.contract().unseen("knowledge")).isEmpty();
  }

  @Test
  @DisplayName("customers and conversations are read")
  void customers() {
    String one = shop();
    admin.read(one + "/customers?email=ann@example.com");
    admin.read(one + "/conversations");

    refused("GET", one + "/customers?limit=501", "", "limit");
    refused("GET", one + "/conversations?limit=x", "", "limit");
    unknown("GET", "/customers", "");
    unknown("GET", "/conversations", "");
    unauthorized("GET", one + "/customers");
    unauthorized("GET", one + "/conversations");
    assertThat(admin.contract().unseen("customers")).isEmpty();
  }

  private static String shop() {
    JsonNode made = json(admin.send("POST", "/admin/domains", "{\"name\":\"Shop\"}"), 201);
    return "/admin/domains/" + made.path("id").asText();
  }

  private static void refused(String method, String path, String body, String field) {
    assertThat(json(admin.send(method, path, body), 400).path("field").asText()).isEqualTo(field);
  }

  /** Of a domain that is not there. */
  private static void unknown(String method, String path, String body) {
    json(admin.send(method, NOBODY + path, body), 404);
  }

  private static void unauthorized(String method, String path) {
    json(admin.sendUnknown(method, path), 401);
  }
}
