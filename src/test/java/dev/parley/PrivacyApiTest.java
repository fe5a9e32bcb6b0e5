package dev.parley;

import static dev.parley.testing.AdminClient.json;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Connector;
import dev.parley.database.Intake;
import dev.parley.http.ManagementVerticle;
import dev.parley.privacy.PrivacyVerticle;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.ManagementSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.AdminClient;
import dev.parley.testing.Shell;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestMail;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The admin API for what is told and forgotten of a person")
class PrivacyApiTest {

  private static final String TOKEN = "s3cret";
  private static final UUID DOMAIN = UUID.fromString("33333333-3333-4333-8333-333333333333");
  private static final String ONE = "/admin/domains/" + DOMAIN;
  private static final String NOBODY = "/admin/domains/00000000-0000-4000-8000-000000000000";

  private static TestDatabase database;
  private static Vertx vertx;
  private static Bus bus;
  private static int port;
  private static AdminClient admin;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    database.execute("INSERT INTO domain (id, name) VALUES ('" + DOMAIN + "', 'Shop')");
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Pool pool = database.pool(vertx);
    ManagementVerticle management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, ""), TOKEN, meters, Future::succeededFuture);
    await(
        vertx.deployVerticle(
            new CustomerVerticle(
                Connector.to(database.connectOptions()),
                new Intake(),
                false,
                new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofSeconds(15)),
                TestMail.NONE,
                new LoggingSettings("INFO", false),
                meters)));
    await(
        vertx.deployVerticle(new PrivacyVerticle(pool, Duration.ofDays(1), Duration.ofMinutes(2))));
    await(vertx.deployVerticle(management));
    port = management.port();
    admin = new AdminClient(port, TOKEN);
  }

  @AfterAll
  static void end() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("does all that its document has, and refuses what is wrong by its field")
  void wholeDocument() {
    say("ann's phone", "My email is ann@example.com");
    say("bob", "I am bob@example.com, ann@example.com told me");

    HttpResponse<String> export = admin.send("POST", ONE + "/exports", whose("Ann@example.com"));
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.body().lines())
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("{\"type\""));

    JsonNode erasure = json(admin.send("POST", ONE + "/erasures", whose("ann@example.com")), 200);
    assertThat(erasure.path("messages").asInt()).isPositive();
    json(admin.send("POST", ONE + "/erasures", whose("nobody@example.com")), 200);
    JsonNode page = admin.read(ONE + "/erasures?limit=1");
    JsonNode rest = admin.read(ONE + "/erasures?limit=1&cursor=" + page.path("next").asText());
    assertThat(rest.at("/items/0")).isEqualTo(erasure);
    assertThat(admin.send("POST", ONE + "/exports", whose("ann@example.com")).body()).isEmpty();

    assertThat(admin.read(ONE + "/retention").has("days")).isFalse();
    assertThat(json(admin.send("PUT", ONE + "/retention", "{\"days\":30}"), 200).path("days"))
        .hasToString("30");
    assertThat(admin.read(ONE + "/retention").path("days").asInt()).isEqualTo(30);
    assertThat(admin.send("DELETE", ONE + "/retention", "").statusCode()).isEqualTo(204);
    assertThat(admin.read(ONE + "/retention").has("days")).isFalse();

    refusals();
    assertThat(admin.contract().unseen("privacy")).isEmpty();
  }

  private static void refusals() {
    for (String path : new String[] {"/exports", "/erasures"}) {
      refused("POST", path, "{}", "email");
      refused("POST", path, whose(" "), "email");
      refused("POST", path, whose("the"), "email");
      refused("POST", path, "{\"email\":\"a@b.com\",\"mail\":1}", "mail");
      assertThat(admin.send("POST", NOBODY + path, whose("a@b.com")).statusCode()).isEqualTo(404);
      json(admin.sendUnknown("POST", ONE + path), 401);
    }
    refused("GET", "/erasures?limit=0", "", "limit");
    refused("GET", "/erasures?cursor=here", "", "cursor");
    refused("PUT", "/retention", "{\"days\":0}", "days");
    refused("PUT", "/retention", "{\"days\":\"7\"}", "days");
    json(admin.get("/admin/domains/7/retention"), 400);
    json(admin.send("DELETE", "/admin/domains/7/retention", ""), 400);
    json(admin.get(NOBODY + "/erasures"), 404);
    json(admin.get(NOBODY + "/retention"), 404);
    json(admin.send("PUT", NOBODY + "/retention", "{\"days\":7}"), 404);
    json(admin.send("DELETE", NOBODY + "/retention", ""), 404);
    json(admin.sendUnknown("GET", ONE + "/erasures"), 401);
    json(admin.sendUnknown("GET", ONE + "/retention"), 401);
    json(admin.sendUnknown("PUT", ONE + "/retention"), 401);
    json(admin.sendUnknown("DELETE", ONE + "/retention"), 401);
    assertThat(
            admin
                .send("POST", ONE + "/exports", whose("a@b.com"), "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  @DisplayName("is what scripts/domain asks")
  void script() throws Exception {
    say("kim", "My email is kim@example.com");

    assertThat(domain("export", DOMAIN.toString(), "kim@example.com")).contains("kim@example.com");
    assertThat(domain("erase", DOMAIN.toString(), "kim@example.com")).contains("customers 1");
    assertThat(domain("erase", DOMAIN.toString(), "kim@example.com"))
        .endsWith("there was no customer, visitor, room, message or mention of kim@example.com\n");
    assertThat(domain("erasures", DOMAIN.toString())).contains("customers 1");
    assertThat(domain("retention", DOMAIN.toString(), "1")).isEqualTo("1 day\n");
    assertThat(domain("retention", DOMAIN.toString(), "90")).isEqualTo("90 days\n");
    assertThat(domain("retention", DOMAIN.toString())).isEqualTo("90 days\n");
    assertThat(domain("retention", DOMAIN.toString(), "forever")).isEqualTo("for ever\n");
    assertThat(domain("retention", DOMAIN.toString())).isEqualTo("for ever\n");
  }

  private static String domain(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    return Shell.run(
        command, Map.of("MANAGEMENT_PORT", Integer.toString(port), "PARLEY_ADMIN_TOKEN", TOKEN));
  }

  private static void say(String visitor, String message) {
    await(bus.request(Addresses.CHAT_TURN, new Turn(DOMAIN, new VisitorSecret(visitor), message)));
  }

  private static String whose(String email) {
    return "{\"email\":\"" + email + "\"}";
  }

  private static void refused(String method, String path, String body, String field) {
    assertThat(json(admin.send(method, ONE + path, body), 400).path("field").asText())
        .isEqualTo(field);
  }
}
