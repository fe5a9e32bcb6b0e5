package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Turns that come at once")
class LimitsIT {

  /** So slow that nothing comes back while a test runs. */
  private static final String NEXT_TO_NOTHING = "0.1";

  private static final int SECONDS_PER_TOKEN = 600;
  private static final int VISITOR = 5;
  private static final int IP = 8;
  private static final int AT_ONCE = 40;
  private static final String TEXT = "x".repeat(400);

  /** Of a question of 2 characters, and {@link #TEXT}. */
  private static final int TOKENS = 101;

  private static TestDatabase database;
  private static ParleyHome home;
  private static ParleyHome otherHome;
  private static ParleyProcess direct;
  private static ParleyProcess behindProxy;

  private final HttpClient client = HttpClient.newHttpClient();
  private final UUID domain = UUID.randomUUID();
  private int passed;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    home = ParleyHome.create();
    otherHome = ParleyHome.create();
    direct = launch(home, "");
    behindProxy = launch(otherHome, "127.0.0.0/8");
    direct.awaitReady();
    behindProxy.awaitReady();
  }

  private static ParleyProcess launch(ParleyHome home, String trustedProxies) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", database.url());
    environment.put("PARLEY_BOT_WORDS_PER_SECOND", "0");
    environment.put("PARLEY_HTTP_TRUSTED_PROXIES", trustedProxies);
    environment.put("PARLEY_LIMITS_VISITOR_BURST", Integer.toString(VISITOR));
    environment.put("PARLEY_LIMITS_VISITOR_PER_MINUTE", NEXT_TO_NOTHING);
    environment.put("PARLEY_LIMITS_IP_BURST", Integer.toString(IP));
    environment.put("PARLEY_LIMITS_IP_PER_MINUTE", NEXT_TO_NOTHING);
    return ParleyProcess.launch(home, environment);
  }

  @AfterAll
  static void stop() throws Exception {
    direct.close();
    behindProxy.close();
    home.close();
    otherHome.close();
    database.close();
  }

  @Test
  @DisplayName("from one visitor at many addresses pass as often as he may write, and no more")
  void visitor() throws Exception {
    createDomain("");
    double before = refused(behindProxy, "visitor");
    assertPassed(VISITOR, atOnce(i -> say(behindProxy, body("ann-" + domain), "198.51.100." + i)));
    assertThat(refused(behindProxy, "visitor") - before).isEqualTo(AT_ONCE - VISITOR);
  }

  @Test
  @DisplayName("from one address by many visitors, and by strangers, pass as often as it may")
  void address() throws Exception {
    createDomain("");
    double before = refused(behindProxy, "ip");
    assertPassed(
        IP, atOnce(i -> say(behindProxy, body(i % 2 == 0 ? "" : "v" + i), "9.9.9.9, 203.0.113.1")));
    assertThat(refused(behindProxy, "ip") - before).isEqualTo(AT_ONCE - IP);
    // the same network of IPv6
    assertPassed(IP, atOnce(i -> say(behindProxy, body(""), "[2001:db8::" + i + "]:443")));
  }

  @Test
  @DisplayName("cannot make themselves another's by a header that nobody trusted wrote")
  void forged() throws Exception {
    createDomain("");
    assertPassed(IP, atOnce(i -> say(direct, body("forger-" + i), "198.51.100." + i)));
  }

  @Test
  @DisplayName("to a domain with a limit of its own pass as often as that says; others pass")
  void domain() throws Exception {
    createDomain(", domain_burst = 6, domain_per_minute = 0.1");
    assertPassed(6, atOnce(i -> say(behindProxy, body("d" + i), "192.0.2." + i)));

    assertThat(say(behindProxy, body("elsewhere", aDomain("")), "192.0.2.200").join().statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("are refused while the domain owes tokens, also those of an answer nobody heard out")
  void tokens() throws Exception {
    createDomain(", tokens_burst = 50, tokens_per_minute = 0.1");
    assertThat(leaveAtOnce()).isEqualTo(200);
    passed++;
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> answer =
                  say(behindProxy, body(UUID.randomUUID().toString()), "192.0.2.99").join();
              // until the answer is over nobody knows what it cost, and others pass
              passed += answer.statusCode() == 200 ? 1 : 0;
              assertThat(answer.statusCode()).isEqualTo(429);
              int owed = passed * TOKENS - 50;
              assertThat(retryAfter(answer))
                  .isBetween(owed * SECONDS_PER_TOKEN, (owed + 1) * SECONDS_PER_TOKEN);
            });
  }

  /** Asks, and closes the connection when the status is there. */
  private int leaveAtOnce() throws Exception {
    HttpResponse<InputStream> answer =
        client.send(
            request(behindProxy, body("leaver"), "192.0.2.98"), BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  private List<HttpResponse<String>> atOnce(
      IntFunction<CompletableFuture<HttpResponse<String>>> say) {
    return IntStream.rangeClosed(1, AT_ONCE).mapToObj(say).toList().stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /**
   * So many passed and are stored; the others are told to wait as long as one takes, and no more.
   */
  private void assertPassed(int many, List<HttpResponse<String>> answers) throws Exception {
    assertThat(answers).filteredOn(it -> it.statusCode() == 200).hasSize(many);
    assertThat(answers)
        .filteredOn(it -> it.statusCode() != 200)
        .hasSize(AT_ONCE - many)
        .allSatisfy(
            it -> {
              assertThat(it.statusCode()).isEqualTo(429);
              assertThat(it.headers().firstValue("Content-Type"))
                  .contains("application/problem+json");
              assertThat(retryAfter(it)).isBetween(1, SECONDS_PER_TOKEN);
            });
    String stored =
        database.queryText(
            "SELECT count(*) FROM chat_message WHERE role = 'user' AND domain_id = '%s'"
                .formatted(domain));
    passed += many;
    assertThat(stored).isEqualTo(Integer.toString(passed));
  }

  private static int retryAfter(HttpResponse<?> response) {
    return Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow());
  }

  private static double refused(ParleyProcess server, String by) throws Exception {
    return server.metric("parley_limited_total{by=\"" + by + "\"}");
  }

  private CompletableFuture<HttpResponse<String>> say(
      ParleyProcess server, String body, String forwardedFor) {
    return client.sendAsync(request(server, body, forwardedFor), BodyHandlers.ofString());
  }

  private static HttpRequest request(ParleyProcess server, String body, String forwardedFor) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + "/api/bot/stream"))
        .header("X-Forwarded-For", forwardedFor)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private String body(String visitor) {
    return body(visitor, domain);
  }

  private static String body(String visitor, UUID domain) {
    JsonObject body = new JsonObject().put("domainId", domain.toString()).put("message", "Hi");
    return (visitor.isEmpty() ? body : body.put("anonymousId", visitor)).encode();
  }

  private void createDomain(String limits) {
    createDomain(domain, limits);
  }

  private static UUID aDomain(String limits) {
    UUID id = UUID.randomUUID();
    createDomain(id, limits);
    return id;
  }

  private static void createDomain(UUID id, String limits) {
    database.execute(
        "INSERT INTO domain (id, name, bot, fixed_text) VALUES ('%s', 'a', 'fixed', '%s')"
            .formatted(id, TEXT));
    database.execute("UPDATE domain SET name = 'b'%s WHERE id = '%s'".formatted(limits, id));
  }
}
