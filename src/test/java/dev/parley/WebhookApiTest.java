package dev.parley;

import static dev.parley.testing.AdminClient.json;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.BusCodecs;
import dev.parley.domain.DomainVerticle;
import dev.parley.http.ManagementVerticle;
import dev.parley.settings.AddressRanges;
import dev.parley.settings.ManagementSettings;
import dev.parley.settings.WebhookSettings;
import dev.parley.testing.AdminClient;
import dev.parley.testing.Shell;
import dev.parley.testing.TestDatabase;
import dev.parley.webhook.WebhookVerticle;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The admin API for webhooks")
class WebhookApiTest {

  private static final String TOKEN = "s3cret";
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  private static final WebhookSettings SETTINGS =
      new WebhookSettings(
          AddressRanges.NONE,
          Duration.ofSeconds(2),
          4,
          1,
          Duration.ofHours(1),
          Duration.ofHours(1));

  private static TestDatabase database;
  private static Vertx vertx;
  private static int port;
  private static AdminClient admin;
  private static String domain;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Pool pool = database.pool(vertx);
    ManagementVerticle management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, ""), TOKEN, meters, Future::succeededFuture);
    await(vertx.deployVerticle(new DomainVerticle(pool)));
    await(vertx.deployVerticle(new WebhookVerticle(pool, SETTINGS, meters)));
    await(vertx.deployVerticle(management));
    port = management.port();
    admin = new AdminClient(port, TOKEN);
    domain =
        json(admin.send("POST", "/admin/domains", "{\"name\":\"Shop\"}"), 201).path("id").asText();
  }

  @AfterAll
  static void end() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("does all that its document has, and refuses what is wrong by its field")
  void wholeDocument() {
    String all = "/admin/domains/" + domain + "/webhooks";
    HttpResponse<String> creation =
        admin.send("POST", all, "{\"url\":\"https://x.invalid/\",\"events\":[\"message.stored\"]}");
    JsonNode made = json(creation, 201);
    String one = all + "/" + made.path("id").asText();
    assertThat(creation.headers().firstValue("Location")).contains(one);
    assertThat(made.path("secret").asText()).startsWith("whsec_");
    assertThat(admin.read(one).has("secret")).isFalse();
    JsonNode second = json(admin.send("POST", all, "{\"url\":\"https://y.invalid/\"}"), 201);
    assertThat(second.path("events")).hasSize(3);

    JsonNode page = admin.read(all + "?limit=1");
    assertThat(page.path("items")).hasSize(1);
    JsonNode rest = admin.read(all + "?cursor=" + page.path("next").asText());
    assertThat(rest.path("items")).hasSize(1);
    assertThat(rest.has("next")).isFalse();
    assertThat(rest.at("/items/0/id")).isEqualTo(second.path("id"));

    JsonNode changed = json(admin.send("PATCH", one, "{\"enabled\":false}"), 200);
    assertThat(changed.path("enabled").asBoolean()).isFalse();
    assertThat(changed.path("url").asText()).isEqualTo("https://x.invalid/");
    assertThat(json(admin.send("POST", one + "/secret", "{\"validHours\":1}"), 200).path("secret"))
        .isNotEqualTo(made.path("secret"));

    HttpResponse<String> pinged = admin.send("POST", one + "/ping", "");
    String delivery = pinged.headers().firstValue("Location").orElseThrow();
    assertThat(json(pinged, 201).path("state").asText()).isEqualTo("pending");
    json(admin.send("POST", one + "/ping", ""), 201);
    json(admin.send("POST", one + "/ping", ""), 201);
    assertThat(admin.read(delivery)).isEqualTo(json(pinged, 201));
    assertThat(pages(one + "/deliveries?limit=2")).hasSize(3).doesNotHaveDuplicates();
    assertThat(pages(one + "/deliveries?state=pending&limit=2")).hasSize(3);
    assertThat(pages(one + "/deliveries?state=failed&limit=2")).isEmpty();
    json(admin.send("POST", delivery + "/repeat", ""), 200);

    refusals(all, one, delivery);
    strangers(one, delivery);
    assertThat(admin.send("DELETE", one, "").statusCode()).isEqualTo(204);
    json(admin.get(one), 404);
    waitAtMost(Duration.ofSeconds(20))
        .until(() -> database.queryText("SELECT count(*) FROM webhook_delivery").equals("0"));
    assertThat(admin.contract().unseen("webhooks")).isEmpty();
  }

  private static List<String> pages(String path) {
    List<String> ids = new ArrayList<>();
    JsonNode page = admin.read(path);
    page.path("items").forEach(it -> ids.add(it.path("id").asText()));
    while (page.has("next")) {
      page = admin.read(path + "&cursor=" + page.path("next").asText());
      page.path("items").forEach(it -> ids.add(it.path("id").asText()));
    }
    return ids;
  }

  private static void refusals(String all, String one, String delivery) {
    for (String url :
        List.of("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "x", "")) {
      refused("POST", all, "{\"url\":\"" + url + "\"}", "url");
      refused("PATCH", one, "{\"url\":\"" + url + "\"}", "url");
    }
    refused("POST", all, "{}", "url");
    refused("POST", all, "{\"url\":7}", "url");
    refused("POST", all, "{\"url\":\"https://x.invalid/\",\"events\":[]}", "events");
    refused("POST", all, "{\"url\":\"https://x.invalid/\",\"events\":[\"ping\"]}", "events");
    refused("POST", all, "{\"url\":\"https://x.invalid/\",\"events\":[null]}", "events");
    refused("POST", all, "{\"url\":\"https://x.invalid/\",\"secret\":\"x\"}", "secret");
    refused("PATCH", one, "{\"enabled\":\"yes\"}", "enabled");
    refused("POST", one + "/secret", "{\"validHours\":745}", "validHours");
    refused("GET", all + "?limit=0", "", "limit");
    refused("GET", all + "?cursor=x", "", "cursor");
    refused("GET", one + "/deliveries?state=lost", "", "state");
    refused("GET", one + "/deliveries?cursor=x", "", "cursor");
    refused("GET", all + "/7", "", "webhookId");
    refused("DELETE", all + "/7", "", "webhookId");
    refused("POST", all + "/7/ping", "", "webhookId");
    refused("GET", one + "/deliveries/7", "", "deliveryId");
    refused("POST", one + "/deliveries/7/repeat", "", "deliveryId");
    for (String[] route : routes(all, one, delivery)) {
      json(admin.sendUnknown(route[0], route[1]), 401);
    }
  }

  /** Of a domain that is not there, and of one that is somebody else's. */
  private static void strangers(String one, String delivery) {
    String other =
        json(admin.send("POST", "/admin/domains", "{\"name\":\"Other\"}"), 201).path("id").asText();
    for (String stranger : List.of(NOBODY, other)) {
      String theirs = one.replace(domain, stranger);
      for (String[] route : routes("", theirs, delivery.replace(domain, stranger))) {
        if (!route[1].isEmpty()) {
          json(admin.send(route[0], route[1], route[0].equals("PATCH") ? "{}" : ""), 404);
        }
      }
    }
    String nowhere = "/admin/domains/" + NOBODY + "/webhooks";
    json(admin.get(nowhere), 404);
    json(admin.send("POST", nowhere, "{\"url\":\"https://x.invalid/\"}"), 404);
    assertThat(admin.read("/admin/domains/" + other + "/webhooks").path("items")).isEmpty();
  }

  private static List<String[]> routes(String all, String one, String delivery) {
    return List.of(
        new String[] {"GET", all},
        new String[] {"POST", all},
        new String[] {"GET", one},
        new String[] {"PATCH", one},
        new String[] {"POST", one + "/secret"},
        new String[] {"POST", one + "/ping"},
        new String[] {"GET", one + "/deliveries"},
        new String[] {"GET", delivery},
        new String[] {"POST", delivery + "/repeat"},
        new String[] {"DELETE", one});
  }

  private static void refused(String method, String path, String body, String field) {
    assertThat(json(admin.send(method, path, body), 400).path("field").asText()).isEqualTo(field);
  }

  @Test
  @DisplayName("has so many webhooks for a domain, and no more")
  void most() {
    String shop =
        json(admin.send("POST", "/admin/domains", "{\"name\":\"Many\"}"), 201).path("id").asText();
    String all = "/admin/domains/" + shop + "/webhooks";
    for (int i = 0; i < 20; i++) {
      json(admin.send("POST", all, "{\"url\":\"https://x.invalid/\"}"), 201);
    }
    refused("POST", all, "{\"url\":\"https://x.invalid/\"}", "domainId");
  }

  @Test
  @DisplayName("is what scripts/domain asks")
  void script() throws Exception {
    String shop = script("create", "Scripted").strip();
    String made = script("webhook-add", shop, "https://x.invalid/a", "message.stored");
    assertThat(made).matches("(?s)[0-9a-f-]{36}  whsec_\\S{44}\n");
    String id = made.substring(0, 36);
    assertThat(script("webhooks", shop))
        .isEqualTo(id + "  on   message.stored  https://x.invalid/a\n");
    assertThat(script("webhook-ping", shop, id)).contains("  ping  ", "  pending  ");
    String delivery = script("deliveries", shop, id).substring(0, 36);
    assertThat(script("deliveries", shop, id, "delivered")).isEmpty();
    assertThat(script("repeat", shop, id, delivery)).startsWith(delivery).contains("pending");
    assertThat(script("webhook-change", shop, id, "https://x.invalid/b"))
        .contains("  message.stored  ", "  https://x.invalid/b");
    assertThat(script("webhook-change", shop, id, "customer.created", "answer.completed"))
        .contains("customer.created", "answer.completed", "  https://x.invalid/b")
        .doesNotContain("message.stored");
    assertThat(script("webhook-change", shop, id, "https://x.invalid/c", "message.stored"))
        .contains("  message.stored  ", "  https://x.invalid/c");
    assertThat(script("webhook-off", shop, id)).contains("  off  ");
    assertThat(script("webhook-on", shop, id)).contains("  on   ");
    assertThat(script("webhook-secret", shop, id, "1")).matches("(?s)" + id + "  whsec_\\S{44}\n");
    assertThat(script("webhook-remove", shop, id)).isEmpty();
    assertThat(script("webhooks", shop)).isEmpty();
  }

  private static String script(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    return Shell.run(
        command, Map.of("MANAGEMENT_PORT", Integer.toString(port), "PARLEY_ADMIN_TOKEN", TOKEN));
  }
}
