package dev.parley;

import static dev.parley.testing.AdminClient.json;
import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.BusCodecs;
import dev.parley.customer.CustomerVerticle;
import dev.parley.database.Connector;
import dev.parley.database.Intake;
import dev.parley.domain.DomainVerticle;
import dev.parley.http.ManagementVerticle;
import dev.parley.settings.LoggingSettings;
import dev.parley.settings.ManagementSettings;
import dev.parley.settings.TurnSettings;
import dev.parley.testing.AdminClient;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestMail;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
      Set.of("document", "domains", "knowledge", "customers", "webhooks", "privacy");

  private static final String TOKEN = "s3cret";
  private static final String NOBODY = "/admin/domains/00000000-0000-4000-8000-000000000000";

  private static TestDatabase database;
  private static Vertx vertx;
  private static ManagementVerticle management;
  private static AdminClient admin;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    Pool pool = database.pool(vertx);
    management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, ""),
            TOKEN,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Future::succeededFuture);
    await(vertx.deployVerticle(new DomainVerticle(pool)));
    await(
        vertx.deployVerticle(
            new CustomerVerticle(
                Connector.to(database.connectOptions()),
                new Intake(),
                false,
                new TurnSettings(2, 128, 4096, Duration.ofMillis(100), Duration.ofSeconds(15)),
                TestMail.NONE,
                new LoggingSettings("INFO", false),
                new SimpleMeterRegistry())));
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
    json(admin.send("PATCH", one, "{\"name\":\"Tea shop\"}"), 200);
    assertThat(admin.read(one).path("name").asText()).isEqualTo("Tea shop");
    json(admin.send("PATCH", one, "{\"enabled\":false}"), 200);
    assertThat(admin.read(one).path("enabled").asBoolean(true)).isFalse();
    deletion(shop());
    assertThat(admin.read(one).path("limits").path("visitor").path("burst").asInt()).isEqualTo(7);

    refused("GET", "/admin/domains?limit=0", "", "limit");
    refused("POST", "/admin/domains", "{\"name\":\"x\",\"nmae\":1}", "nmae");
    refused("POST", "/admin/domains", "{\"name\":7}", "name");
    refused("POST", "/admin/domains", "{\"name\":\" \"}", "name");
    refused("GET", "/admin/domains/7", "", "domainId");
    refused("PATCH", one, "{\"name\":\" \"}", "name");
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

  private static void deletion(String one) {
    json(admin.send("DELETE", one, ""), 409);
    json(admin.send("PATCH", one, "{\"enabled\":false}"), 200);
    assertThat(admin.send("DELETE", one, "").statusCode()).isEqualTo(202);
    assertThat(admin.send("DELETE", one, "").statusCode()).as("done twice").isEqualTo(202);
    json(admin.get(one), 404);
    json(admin.send("PATCH", one, "{\"enabled\":true}"), 404);
    json(admin.send("PUT", one + "/knowledge/c.md", "text"), 404);
    assertThat(admin.read("/admin/domains?limit=500").path("items").findValuesAsText("id"))
        .doesNotContain(one.substring(one.lastIndexOf('/') + 1));
    refused("DELETE", "/admin/domains/7", "", "domainId");
    unknown("DELETE", "", "");
    unauthorized("DELETE", one);
  }

  @Test
  @DisplayName("articles are loaded, listed page by page, shown and removed")
  void knowledge() {
    String one = shop();
    String b = one + "/knowledge/a%2Fb.md";
    json(
        admin.send("PUT", one + "/knowledge/c.md", "---\nurl: https://a.example/c\n---\ntext"),
        200);
    json(admin.send("PUT", b, "# Hé\n\none\n\n## Deeper\n\ntwo"), 200);
    JsonNode first = admin.read(one + "/knowledge?limit=1");
    assertThat(first.path("items").findValuesAsText("name")).containsExactly("a/b.md");
    JsonNode last = admin.read(one + "/knowledge?cursor=" + first.path("next").asText());
    assertThat(last.path("items").findValuesAsText("url")).containsExactly("https://a.example/c");
    assertThat(last.has("next")).isFalse();
    assertThat(admin.read(b).path("passages").findValuesAsText("body"))
        .containsExactly("one", "two");
    assertThat(admin.get(b, "Accept", "text/plain").body()).contains("Hé › Deeper\n    two");
    assertThat(admin.send("DELETE", b, "").statusCode()).isEqualTo(204);
    json(admin.get(b), 404);
    json(admin.send("DELETE", b, ""), 404);
    assertThat(admin.read(one).path("articles").asInt()).isEqualTo(1);

    refused("PUT", one + "/knowledge/a.md", "# only a title", "article");
    refused("GET", one + "/knowledge?after=a", "", "after");
    refused("GET", one + "/knowledge/" + "x".repeat(201), "", "name");
    refused("DELETE", "/admin/domains/7/knowledge/a.md", "", "domainId");
    unknown("GET", "/knowledge", "");
    unknown("GET", "/knowledge/a.md", "");
    unknown("PUT", "/knowledge/a.md", "text");
    unknown("DELETE", "/knowledge/a.md", "");
    unauthorized("GET", one + "/knowledge");
    for (String method : List.of("GET", "PUT", "DELETE")) {
      unauthorized(method, one + "/knowledge/a.md");
    }
    assertThat(admin.contract().unseen("knowledge")).isEmpty();
  }

  @Test
  @DisplayName("customers are found by their addresses, and what was said by its rooms")
  void customers() {
    String one = shop();
    converse(one.substring(one.lastIndexOf('/') + 1));
    assertThat(addresses(one + "/customers")).containsExactly("zoe@example.com", "ann@example.com");
    assertThat(addresses(one + "/customers?email=%20Ann@EXAMPLE.com"))
        .containsExactly("ann@example.com");
    assertThat(addresses(one + "/customers?search=An")).containsExactly("ann@example.com");
    assertThat(addresses(one + "/customers?search=%25")).isEmpty();
    assertThat(
            admin
                .get(one + "/customers?limit=1&search=", "Accept", "text/plain")
                .headers()
                .firstValue("Link"))
        .hasValueSatisfying(
            link -> assertThat(addresses(target(link))).containsExactly("ann@example.com"));

    JsonNode ann = admin.read(one + "/customers?email=ann@example.com").path("items").path(0);
    String her = one + "/customers/" + ann.path("id").asText();
    JsonNode shown = admin.read(her);
    assertThat(shown.path("customer")).isEqualTo(ann);
    assertThat(shown.path("visitors").findValuesAsText("verified")).containsExactly("true");
    assertThat(shown.path("rooms").findValuesAsText("messages")).containsExactly("1", "2");
    JsonNode rooms = admin.read(her + "/rooms?limit=1");
    assertThat(rooms.path("items").path(0).has("foldedInto")).isTrue();
    String room =
        admin
            .read(her + "/rooms?cursor=" + rooms.path("next").asText())
            .path("items")
            .path(0)
            .path("id")
            .asText();
    String messages = one + "/rooms/" + room + "/messages";
    JsonNode newest = admin.read(messages + "?limit=2");
    assertThat(newest.path("items").findValuesAsText("body"))
        .containsExactly("the answer", "question");
    assertThat(newest.path("items").path(0).path("rating").asText()).isEqualTo("up");
    assertThat(newest.path("items").path(0).path("sources").findValuesAsText("title"))
        .containsExactly("Hours");
    JsonNode oldest = admin.read(messages + "?cursor=" + newest.path("next").asText());
    assertThat(oldest.path("items").findValuesAsText("body")).containsExactly("before");
    assertThat(oldest.has("next")).isFalse();
    assertThat(
            admin
                .read(one + "/conversations?email=ann@example.com")
                .path("items")
                .findValuesAsText("body"))
        .containsExactly("before", "question", "the answer");
    for (String path : List.of(her, her + "/rooms", messages, one + "/conversations")) {
      assertThat(admin.get(path, "Accept", "text/plain").body()).isNotEmpty();
    }

    JsonNode zoe = admin.read(one + "/customers?email=zoe@example.com").path("items").path(0);
    String merge = her + "/merge";
    String from = "{\"from\":\"" + zoe.path("id").asText() + "\"}";
    assertThat(json(admin.send("POST", merge, from), 200).path("roomId").asText()).isEqualTo(room);
    assertThat(admin.read(her).path("merged").findValuesAsText("mergedInto"))
        .containsExactly(ann.path("id").asText());
    String visitor = shown.path("visitors").path(0).path("id").asText();
    String unfold = one + "/visitors/" + visitor + "/unfold";
    assertThat(json(admin.send("POST", unfold, ""), 200).path("messages").asInt()).isEqualTo(2);
    assertThat(admin.read(her).path("visitors")).isEmpty();
    assertThat(admin.read(messages).path("items")).isEmpty();
    assertThat(admin.send("POST", merge, from, "Accept", "text/plain").body())
        .startsWith("customer " + ann.path("id").asText());

    refused("POST", merge, "{}", "from");
    refused("POST", merge, "{\"from\":\"" + ann.path("id").asText() + "\"}", "from");
    refused("POST", merge.replace("/merge", "x/merge"), from, "customerId");
    refused("POST", one + "/visitors/7/unfold", "", "visitorId");
    unauthorized("POST", merge);
    unauthorized("POST", unfold);
    refused("GET", one + "/customers?limit=501", "", "limit");
    refused("GET", one + "/customers?email=a@b.c&search=a", "", "search");
    refused("GET", one + "/customers/7", "", "customerId");
    refused("GET", one + "/customers/7/rooms", "", "customerId");
    refused("GET", one + "/rooms/7/messages", "", "roomId");
    refused("GET", one + "/conversations?limit=x", "", "limit");
    String other = shop();
    json(admin.send("POST", merge.replace(one, other), from), 404);
    json(admin.send("POST", unfold.replace(one, other), ""), 404);
    for (String path : List.of(her, her + "/rooms", messages)) {
      json(admin.get(path.replace(one, other)), 404);
      unauthorized("GET", path);
    }
    for (String path : List.of("/customers", "/conversations")) {
      unknown("GET", path, "");
      unauthorized("GET", one + path);
    }
    assertThat(admin.contract().unseen("customers")).isEmpty();
  }

  @Test
  @DisplayName("scripts/domain does all of it, with customers by their addresses")
  void script() throws Exception {
    String one = shop();
    String domain = one.substring(one.lastIndexOf('/') + 1);
    converse(domain);
    json(admin.send("PUT", one + "/knowledge/a%20b.md", "# Hé\n\ntext"), 200);

    assertThat(script("origins", domain))
        .isEqualTo("scripts/domain: no pages may ask but the server's own\n");
    assertThat(script("articles", domain)).startsWith("1\t").endsWith("\ta b.md\t\n");
    assertThat(script("article", domain, "a b.md"))
        .startsWith("name      a b.md\n")
        .contains("text");
    assertThat(script("remove-article", domain, "a b.md")).isEmpty();
    assertThat(script("articles", domain)).isEmpty();
    String other = shop().replaceAll(".*/", "");
    assertThat(script("delete", other)).startsWith("scripts/domain: delete takes an ID and --yes");
    assertThat(script("delete", other, "--yes"))
        .isEqualTo("scripts/domain: The domain is on. Switch it off first. (HTTP 409)\n");
    script("off", other);
    assertThat(script("delete", other, "--yes")).isEmpty();
    assertThat(script("show", other)).endsWith("(HTTP 404)\n");
    assertThat(script("customers", domain, "an*")).endsWith("\tann@example.com\n");
    String room =
        script("rooms", domain, "Ann@example.com").lines().toList().get(1).split("\t", -1)[1];
    assertThat(script("messages", domain, room).lines().filter(it -> it.startsWith("    ")))
        .containsExactly("    the answer", "    → Hours", "    question", "    before");
    assertThat(script("merge", domain, "ann@example.com", "zoe@example.com")).contains(room);
    String shown = script("customer", domain, "ann@example.com");
    assertThat(shown).contains("merged into this one:\n0\t", "zoe@example.com\tmerged into ");
    String visitor = shown.substring(shown.indexOf("visitors:\n") + 10).split("\t", -1)[0];
    assertThat(script("unfold", domain, visitor)).endsWith("messages moved 2\n");
    assertThat(script("merge", domain, "ann@example.com", "max@example.com"))
        .isEqualTo("scripts/domain: there is no customer with the address max@example.com\n");
    assertThat(script("merge", domain, "ann@example.com", "Ann@example.com"))
        .isEqualTo("scripts/domain: CUSTOMER and OTHER are the same one\n");
    assertThat(script("conversations", domain, "max@example.com"))
        .isEqualTo("scripts/domain: nothing was said by max@example.com\n");
  }

  /** What the script prints. */
  private static String script(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/domain"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MANAGEMENT_PORT", Integer.toString(management.port()));
    builder.environment().put("PARLEY_ADMIN_TOKEN", TOKEN);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> addresses(String path) {
    return admin.read(path).path("items").findValuesAsText("email");
  }

  /** Of a link header. */
  private static String target(String link) {
    return link.substring(1, link.indexOf('>'));
  }

  /** A verified visitor of ann's wrote before she was known and after; zoe never wrote. */
  private static void converse(String domain) {
    database.execute(
        """
        insert into customer (id, domain_id, email, email_typed)
        values ('%2$s1', '%1$s', 'ann@example.com', 'Ann@example.com'),
               ('%2$s2', '%1$s', 'zoe@example.com', 'zoe@example.com');
        insert into visitor (id, domain_id, secret_sha256, customer_id, verified)
        values ('%2$s3', '%1$s', sha256('a'), '%2$s1', true);
        insert into chat_room (id, domain_id, customer_id, visitor_id)
        values ('%2$s4', '%1$s', '%2$s1', '%2$s3');
        insert into chat_room (id, domain_id, folded_into, visitor_id)
        values ('%2$s5', '%1$s', '%2$s4', '%2$s3');
        insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status, rating, sources)
        values ('%2$s6', '%1$s', '%2$s5', '%2$s3',
                '%2$s6', 'user', 'before', 'complete', null, null),
               ('%2$s8', '%1$s', '%2$s4', '%2$s3',
                '%2$s8', 'user', 'question', 'complete', null, null),
               ('%2$s9', '%1$s', '%2$s4', '%2$s3',
                '%2$s8', 'assistant', 'the answer', 'complete', 'up', '[{"title": "Hours"}]');
        update chat_message set created_at = now() - interval '1 hour';
        """
            .formatted(domain, "00000000-0000-7000-8000-" + domain.substring(25)));
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
