package dev.parley;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.SettingsLoader;
import dev.parley.testing.ModelServer;
import dev.parley.testing.RawHttp;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.Vouched;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody types the address of somebody else, over every route and in every format; and another
 * tenant tries its luck.
 */
@DisplayName("An attacker who knows an address")
class AttackerIT {

  private static final String CANARY = "canary-in-the-victims-room";
  private static final String ANSWER_CANARY = "canary-in-an-answer-to-the-victim";
  private static final String TENANT_CANARY = "canary-of-another-tenant";
  private static final String VICTIM = "victim@example.com";
  private static final String QUESTION = "What colour is the moon?";

  @TempDir static Path home;

  private static TestDatabase database;
  private static ModelServer model;
  private static Parley parley;

  private UUID domain;
  private UUID otherDomain;
  private final String victim = "victim-" + UUID.randomUUID();
  private final String attacker = "attack-" + UUID.randomUUID();
  private final String insider = "inside-" + UUID.randomUUID();
  private String victimsTurn;

  /** How a message is sent, and its answer comes back. */
  record Format(String accept, boolean isChat) {

    RawHttp say(UUID domain, String visitor, String message, String... fields) {
      String more = fields.length == 0 ? "" : "," + String.join(",", fields);
      return isChat
          ? RawHttp.send(
              parley.port(),
              "POST /api/ai-sdk/" + domain,
              """
              {"id":"%1$s","messages":[{"id":"%2$s","role":"user","parts":[{"type":"text","text":"%3$s"}]}]%4$s}"""
                  .formatted(visitor, UUID.randomUUID(), message, more))
          : RawHttp.send(
              parley.port(),
              "POST /api/bot/stream",
              """
              {"domainId":"%s","anonymousId":"%s","message":"%s"%s}"""
                  .formatted(domain, visitor, message, more),
              "Accept: " + accept);
    }
  }

  private static final Format EVENTS = new Format("text/event-stream", false);

  static Stream<Named<Format>> formats() {
    return Stream.of(
        Named.of("events", EVENTS),
        Named.of("plain text", new Format("text/plain", false)),
        Named.of("AI SDK", new Format("*/*", true)));
  }

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.create();
    model = ModelServer.start();
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL",
            database.url(),
            "PARLEY_HOME",
            home.toString(),
            "PORT",
            "0",
            "MANAGEMENT_PORT",
            "0",
            "PARLEY_BOT_WORDS_PER_SECOND",
            "0",
            "OPENAI_BASE_URL",
            model.url());
    parley =
        Parley.start(SettingsLoader.load(home, environment).settings())
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    await(parley.stop());
    model.close();
    database.close();
  }

  @BeforeEach
  void furnish() {
    domain = createDomain();
    otherDomain = createDomain();
    database.execute(
        "insert into knowledge (id, domain_id, article, position, heading, body, search) values"
            + " (gen_random_uuid(), '%s', 'a.md', 0, 'Moon', '%s', to_tsvector('english', 'colour moon'))"
                .formatted(otherDomain, TENANT_CANARY));
    victimsTurn = turn(EVENTS.say(domain, victim, CANARY, proof(domain, VICTIM)));
    database.execute(
        "update chat_message set body = '%s' where turn_id = '%s' and role = 'assistant'"
            .formatted(ANSWER_CANARY, victimsTurn));
    EVENTS.say(otherDomain, insider, TENANT_CANARY, proof(otherDomain, VICTIM));
    model.forget();
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("sees the same for it as for one that nobody has used: the first time, and after it")
  void sameAnswer(Format format) {
    String nobody = "nobody@example.com";
    assertThat(nobody).hasSameSizeAs(VICTIM);
    List<RawHttp> known = turns(format, attacker, VICTIM);
    List<RawHttp> unknown = turns(format, "attack-" + UUID.randomUUID(), nobody);

    for (int i = 0; i < known.size(); i++) {
      assertThat(shape(known.get(i))).isEqualTo(shape(unknown.get(i)));
      assertThat(said(format, known.get(i))).isEqualTo(said(format, unknown.get(i)));
      assertNoCanary(known.get(i));
    }
    model.requests().forEach(request -> assertNoCanary(request.text()));
    assertThat(model.calls()).isEqualTo(2 * known.size());
  }

  /** A stranger's message, the address, one more, and the address again. */
  private List<RawHttp> turns(Format format, String visitor, String address) {
    return Stream.of("Hello", "My email is " + address, QUESTION, "Is it " + address + "?")
        .map(message -> format.say(domain, visitor, message))
        .toList();
  }

  @Test
  @DisplayName("is issued a secret alike when he brings none")
  void issuedSecret() {
    Function<String, RawHttp> first =
        address ->
            RawHttp.send(
                parley.port(),
                "POST /api/bot/stream",
                "{\"domainId\":\"%s\",\"message\":\"My email is %s\"}".formatted(domain, address));
    RawHttp known = first.apply(VICTIM);
    assertThat(shape(known)).isEqualTo(shape(first.apply("nobody@example.com")));
    assertThat(known.header("Parley-Anonymous-Id")).hasSize(36);
  }

  @Test
  @DisplayName("reads his own visits only, with headers as for one that nobody has used")
  void history() {
    turns(EVENTS, attacker, VICTIM);
    String other = "attack-" + UUID.randomUUID();
    turns(EVENTS, other, "nobody@example.com");

    RawHttp known = history(domain, attacker);
    RawHttp unknown = history(domain, other);
    assertThat(shape(known)).isEqualTo(shape(unknown));
    assertThat(withoutTimes(known.body()))
        .isEqualTo(withoutTimes(unknown.body().replace("nobody@", "victim@")));
    assertThat(messages(known)).hasSize(8).noneMatch(message -> message.getBoolean("verified"));
    assertNoCanary(known);
    for (String table : List.of("customer", "chat_room", "visitor")) {
      String ids = database.queryText("select string_agg(id::text, ',') from " + table);
      assertThat(known.text()).as(table).doesNotContain(List.of(ids.split(",", -1)));
    }
  }

  @Test
  @DisplayName("has nobody's turns but his own: each other is 404, byte for byte, in every way")
  void turnsOfOthers() {
    turns(EVENTS, attacker, VICTIM);
    for (String way : List.of("GET /api/bot/stream/%s", "POST /api/bot/stream/%s/stop")) {
      RawHttp victims = named(way.formatted(victimsTurn), attacker);
      RawHttp nobodys = named(way.formatted(UUID.randomUUID()), attacker);
      assertThat(victims.status()).isEqualTo(404);
      assertThat(victims).isEqualTo(nobodys);
      assertThat(named(way.formatted(victimsTurn), "nobody")).isEqualTo(nobodys);
      assertThat(named(way.formatted(victimsTurn), insider)).isEqualTo(nobodys);
    }
    RawHttp resumed =
        RawHttp.send(parley.port(), "GET /api/ai-sdk/" + domain + "/" + attacker + "/stream", "");
    assertThat(resumed.status()).isEqualTo(204);
  }

  @Test
  @DisplayName("is marked unverified where the victim, who is verified, reads it")
  void marked() {
    turns(EVENTS, attacker, VICTIM);

    List<JsonObject> room = messages(history(domain, victim));
    assertThat(room).hasSize(10);
    assertThat(room.get(9).getString("content")).isEqualTo(CANARY);
    assertThat(room.subList(8, 10)).allMatch(message -> message.getBoolean("verified"));
    assertThat(room.subList(0, 8)).noneMatch(message -> message.getBoolean("verified"));
    assertThat(room.subList(0, 8).stream().map(message -> message.getString("content")))
        .contains("Hello", "My email is " + VICTIM, QUESTION);
  }

  @Test
  @DisplayName("does not turn what he wrote into verified words, whatever the victim does then")
  void staysUnverified() {
    EVENTS.say(domain, attacker, "My email is " + VICTIM);
    EVENTS.say(domain, victim, "Me again", proof(domain, VICTIM));
    EVENTS.say(domain, attacker, "And me");

    assertThat(messages(history(domain, victim)))
        .filteredOn(message -> message.getString("content").equals("And me"))
        .singleElement()
        .satisfies(message -> assertThat(message.getBoolean("verified")).isFalse());
    assertThat(messages(history(domain, attacker)).toString()).doesNotContain("Me again");
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("gets nowhere with a proof of another tenant, or with none that holds: 401, alike")
  void wrongProofs(Format format) {
    String messages = "select count(*) from chat_message";
    String before = database.queryText(messages);
    List<RawHttp> refusals = new ArrayList<>();
    for (String fields :
        List.of(
            proof(otherDomain, VICTIM),
            proof(otherDomain, "nobody@example.com"),
            "\"userToken\":\"%s\"".formatted(Vouched.token(secret(otherDomain), VICTIM)),
            "\"email\":\"%s\"".formatted(VICTIM),
            "\"userHash\":\"%s\"".formatted(Vouched.hash(secret(domain), VICTIM)),
            "\"userToken\":\"a.b.c\"",
            "\"userHash\":7")) {
      refusals.add(format.say(domain, attacker, "My email is " + VICTIM, fields));
    }
    assertThat(refusals).allMatch(it -> it.status() == 401).containsOnly(refusals.get(0));
    assertThat(refusals.get(0).header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(database.queryText(messages)).isEqualTo(before);
    assertThat(
            database.queryText(
                "select count(*) from visitor where secret_sha256 = sha256('%s')"
                    .formatted(attacker)))
        .isEqualTo("0");
  }

  @Test
  @DisplayName("finds nothing with another tenant's visitor's secret, nor with his own elsewhere")
  void crossTenant() {
    RawHttp nobody = history(domain, "nobody");
    assertThat(history(domain, insider)).isEqualTo(nobody);
    assertThat(history(otherDomain, victim)).isEqualTo(nobody);
    assertThat(EVENTS.say(otherDomain, victim, QUESTION).status()).isEqualTo(200);
    assertNoCanary(history(otherDomain, victim));
    assertThat(model.requests()).hasSize(1);
    assertThat(model.requests().get(0).text()).doesNotContain(CANARY, ANSWER_CANARY);
  }

  @Test
  @DisplayName("cannot sign anybody out whose secret he does not have; the answer is the same")
  void reset() {
    RawHttp nobodys = reset(domain, attacker);
    assertThat(shape(reset(otherDomain, victim))).isEqualTo(shape(nobodys));
    assertThat(messages(history(domain, victim))).hasSize(2);

    assertThat(shape(reset(domain, victim))).isEqualTo(shape(nobodys));
    assertThat(history(domain, victim)).isEqualTo(history(domain, "nobody"));
    assertThat(named("GET /api/bot/stream/" + victimsTurn, victim).status()).isEqualTo(404);
    assertNoCanary(EVENTS.say(domain, victim, QUESTION));
    model.requests().forEach(request -> assertNoCanary(request.text()));
  }

  @Test
  @DisplayName("learns nothing from the page that everybody sees")
  void publicPages() {
    turns(EVENTS, attacker, VICTIM);
    RawHttp page = RawHttp.send(parley.port(), "GET /", "");
    assertNoCanary(page);
    assertThat(page.text()).doesNotContain(VICTIM);
    assertThat(RawHttp.send(parley.port(), "GET /metrics", "").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("is told of nothing that the verified victim is told: his bot knows the whole room")
  void context() {
    EVENTS.say(domain, victim, QUESTION);
    assertThat(model.requests().get(0).text()).contains(CANARY, ANSWER_CANARY);
    assertThat(model.requests().get(0).text()).doesNotContain(TENANT_CANARY);
  }

  private static UUID createDomain() {
    UUID id = UUID.randomUUID();
    database.execute(
        "insert into domain (id, name, bot) values ('%s', 'shop', 'model')".formatted(id));
    return id;
  }

  private static String secret(UUID domain) {
    return database.queryText(
        "select secret from domain_secret where domain_id = '%s'".formatted(domain));
  }

  private static String proof(UUID domain, String email) {
    return "\"email\":\"%s\",\"userHash\":\"%s\""
        .formatted(email, Vouched.hash(secret(domain), email));
  }

  private static String turn(RawHttp answer) {
    assertThat(answer.status()).isEqualTo(200);
    return answer.header("Parley-Turn");
  }

  private static RawHttp history(UUID domain, String visitor) {
    return RawHttp.send(
        parley.port(),
        "GET /api/bot/messages?limit=100&domainId=" + domain,
        "",
        "Parley-Anonymous-Id: " + visitor);
  }

  private static List<JsonObject> messages(RawHttp history) {
    JsonArray messages = new JsonObject(history.body()).getJsonArray("messages");
    return messages.stream().map(JsonObject.class::cast).toList();
  }

  private static RawHttp reset(UUID domain, String visitor) {
    return RawHttp.send(
        parley.port(),
        "POST /api/visitor/reset",
        "{\"domainId\":\"%s\"}".formatted(domain),
        "Parley-Anonymous-Id: " + visitor);
  }

  private static RawHttp named(String request, String visitor) {
    return RawHttp.send(parley.port(), request, "", "Parley-Anonymous-Id: " + visitor);
  }

  /** Status, names of headers in their order, size and kind of each value. */
  private static List<String> shape(RawHttp answer) {
    return answer.head().stream()
        .map(
            line ->
                line.replaceAll(
                    "[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                    "an id of version $1"))
        .toList();
  }

  /** All that is said, however it was cut into events. */
  private static String said(Format format, RawHttp answer) {
    String body = answer.body();
    if (!format.isChat() && format.accept().equals("text/plain")) {
      return body;
    }
    return body.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .map(event -> event.getString("content", event.getString("delta", event.getString("type"))))
        .collect(Collectors.joining());
  }

  private static String withoutTimes(String body) {
    return body.replaceAll("\"(id|turn|createdAt)\":\"[^\"]*\"", "\"$1\":");
  }

  private static void assertNoCanary(RawHttp answer) {
    assertNoCanary(answer.text());
  }

  private static void assertNoCanary(String text) {
    assertThat(text).doesNotContain(CANARY, ANSWER_CANARY, TENANT_CANARY);
  }
}
