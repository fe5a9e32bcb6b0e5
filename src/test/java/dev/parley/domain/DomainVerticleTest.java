package dev.parley.domain;

import static dev.parley.testing.Await.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainPage;
import dev.parley.bus.DomainPolicy;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainRequest.Article;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainSecrets.Secret;
import dev.parley.bus.DomainView;
import dev.parley.bus.Failure;
import dev.parley.bus.FindPolicy;
import dev.parley.bus.KnowledgeLoaded;
import dev.parley.bus.MessageView;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainVerticleTest {

  private static final Optional<String> NONE = Optional.empty();
  private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

  private static TestDatabase database;
  private static Vertx vertx;
  private static final Duration SETTLED = Duration.ofMillis(500);

  private static Pool pool;
  private static Bus bus;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    pool = database.pool(vertx);
    await(vertx.deployVerticle(new DomainVerticle(pool, SETTLED)));
  }

  @AfterAll
  static void end() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("a tenant is created, shown and listed page by page")
  void createsAndLists() {
    DomainView first = create("first");
    DomainView second = create("second");

    assertThat(first.bot()).isEqualTo(BotKind.KNOWLEDGE);
    assertThat(first.articles()).isZero();
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(first.id()))).isEqualTo(first);
    List<UUID> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      DomainPage page = ask(Addresses.DOMAIN_LIST, new DomainRequest.ListAll(cursor, 1));
      assertThat(page.items()).hasSize(1);
      listed.add(page.items().get(0).id());
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(listed).doesNotHaveDuplicates().containsSequence(first.id(), second.id());
    DomainPage all = ask(Addresses.DOMAIN_LIST, new DomainRequest.ListAll(Optional.empty(), 500));
    assertThat(all.items()).extracting(DomainView::id).isEqualTo(listed);
    assertThat(all.next()).isEmpty();
    for (String foreign : List.of("x", "AA", "bmV4dA", "!")) {
      assertThat(refusal(Addresses.DOMAIN_LIST, new DomainRequest.ListAll(Optional.of(foreign), 1)))
          .hasMessageContaining("cursor");
    }
  }

  @Test
  @DisplayName("a database that lets nobody in is away")
  void databaseClosed() {
    UUID id = create("shop").id();
    database.allowConnections(false);
    try {
      for (int i = 0; i < 8; i++) { // more than there are connections that were cut
        assertThat(Failure.of(refusal(Addresses.DOMAIN_POLICY, new FindPolicy(id))))
            .isEqualTo(Failure.UNAVAILABLE);
      }
    } finally {
      database.allowConnections(true);
    }
    assertThat(ask(Addresses.DOMAIN_POLICY, new FindPolicy(id)).name()).isEqualTo("shop");
  }

  @Test
  @DisplayName("choosing a bot keeps the text that is not given, and tells the others")
  void choosesTheBot() {
    List<UUID> changes = new CopyOnWriteArrayList<>();
    bus.listen(Addresses.DOMAIN_CHANGED, change -> changes.add(change.domainId()));
    UUID id = create("shop").id();

    DomainView away = choose(id, BotKind.FIXED, Optional.of("Away."));
    assertThat(away.bot()).isEqualTo(BotKind.FIXED);
    assertThat(choose(id, BotKind.KNOWLEDGE, Optional.empty()).fixedText()).isEqualTo("Away.");
    // The first one tells that the tenant is there: others may have kept that it is not.
    await().until(() -> changes.stream().filter(id::equals).count() == 3);
  }

  @Test
  @DisplayName("what is given is changed, the rest stays, and the others are told")
  void changesSettings() {
    List<UUID> changes = new CopyOnWriteArrayList<>();
    DomainView fresh = create("shop");
    bus.listen(Addresses.DOMAIN_CHANGED, change -> changes.add(change.domainId()));
    assertThat(fresh.allowedOrigins()).isEmpty();
    assertThat(fresh.greeting()).isEmpty();
    assertThat(fresh.locale()).isEqualTo("en");
    assertThat(fresh.limits()).isEqualTo(DomainLimits.NONE);

    List<String> origins = List.of("HTTPS://Shop.example:443", "https://*.Bücher.example");
    change(fresh.id(), Optional.of(origins), Optional.of("Grüß Gott!"), NONE, Optional.empty());
    DomainLimits limits =
        new DomainLimits(
            new Limit(Optional.of(7), Optional.of(0.5)),
            new Limit(Optional.of(8), Optional.of(1.5)),
            new Limit(Optional.of(9), Optional.empty()),
            new Limit(Optional.empty(), Optional.of(3.0)));
    DomainView changed = change(fresh.id(), Optional.empty(), NONE, NONE, Optional.of(limits));

    assertThat(changed.allowedOrigins())
        .containsExactly("https://shop.example", "https://*.xn--bcher-kva.example");
    assertThat(changed.greeting()).isEqualTo("Grüß Gott!");
    assertThat(changed.limits()).isEqualTo(limits);
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(fresh.id()))).isEqualTo(changed);
    assertThat(ask(Addresses.DOMAIN_POLICY, new FindPolicy(fresh.id())))
        .isEqualTo(
            new DomainPolicy(
                fresh.id(), "shop", "Grüß Gott!", "en", changed.allowedOrigins(), limits));
    await().until(() -> changes.stream().filter(fresh.id()::equals).count() >= 2);

    Optional<DomainLimits> none = Optional.of(DomainLimits.NONE);
    DomainView undone = change(fresh.id(), Optional.of(List.of()), Optional.of(""), NONE, none);
    assertThat(undone).isEqualTo(fresh);
  }

  @Test
  @DisplayName("a tenant gets another name, and the others are told")
  void renames() {
    List<UUID> changes = new CopyOnWriteArrayList<>();
    DomainView shop = create("shop");
    bus.listen(Addresses.DOMAIN_CHANGED, change -> changes.add(change.domainId()));

    DomainView renamed = rename(shop.id(), "Ann's tea");

    assertThat(renamed.name()).isEqualTo("Ann's tea");
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(shop.id()))).isEqualTo(renamed);
    assertThat(ask(Addresses.DOMAIN_POLICY, new FindPolicy(shop.id())).name())
        .isEqualTo("Ann's tea");
    await().until(() -> changes.contains(shop.id()));
    assertThat(rename(shop.id(), "shop")).isEqualTo(shop);
  }

  private static DomainView rename(UUID id, String name) {
    return ask(
        Addresses.DOMAIN_SETTINGS,
        new DomainRequest.ChangeSettings(
            id,
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            NONE,
            NONE,
            Optional.empty()));
  }

  @Test
  @DisplayName("a tenant that is off is to be seen by its owner, and allows visitors nothing")
  void switchesOff() {
    List<UUID> changes = new CopyOnWriteArrayList<>();
    DomainView shop = create("shop");
    bus.listen(Addresses.DOMAIN_CHANGED, change -> changes.add(change.domainId()));
    assertThat(shop.enabled()).isTrue();

    DomainView off = turn(shop.id(), false);

    assertThat(off.enabled()).isFalse();
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(shop.id()))).isEqualTo(off);
    assertThat(Failure.of(refusal(Addresses.DOMAIN_POLICY, new FindPolicy(shop.id()))))
        .isEqualTo(Failure.UNKNOWN_DOMAIN);
    await().until(() -> changes.contains(shop.id()));
    assertThat(rename(shop.id(), "shop")).as("the rest stays").isEqualTo(off);
    assertThat(load(shop.id(), new Article("a.md", "Text.")).passages()).isEqualTo(1);

    assertThat(turn(shop.id(), true).enabled()).isTrue();
    assertThat(ask(Addresses.DOMAIN_POLICY, new FindPolicy(shop.id())).name()).isEqualTo("shop");
  }

  private static DomainView turn(UUID id, boolean on) {
    return ask(
        Addresses.DOMAIN_SETTINGS,
        new DomainRequest.ChangeSettings(
            id, NONE, Optional.of(on), Optional.empty(), NONE, NONE, Optional.empty()));
  }

  @Test
  @DisplayName("an origin or a language that is none is refused, and nothing is changed")
  void refusesSettings() {
    DomainView shop = create("shop");
    for (DomainRequest.ChangeSettings wrong :
        List.of(
            settings(shop.id(), Optional.of(List.of("*", "https://a/b")), NONE),
            settings(shop.id(), Optional.of(List.of("*")), Optional.of("not a language")),
            settings(shop.id(), Optional.of(List.of("*")), Optional.of("x-private")))) {
      RuntimeException refused = refusal(Addresses.DOMAIN_SETTINGS, wrong);
      assertThat(Failure.of(refused)).isEqualTo(Failure.INVALID);
    }
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(shop.id()))).isEqualTo(shop);
  }

  @Test
  @DisplayName("a domain's language is that of its knowledge base, also of what was loaded before")
  void indexesForTheLanguage() {
    UUID id = create("shop").id();
    UUID other = create("other").id();
    Article article =
        new Article("a.md", "# Haus\n\nHäuser\n\n## Garten › Blumen\n\n### Gärten\n\ndie Blumen");
    load(id, article);
    load(other, article);
    String english = index(id);

    DomainView german = change(id, Optional.empty(), NONE, Optional.of("de_at"), Optional.empty());
    assertThat(german.locale()).isEqualTo("de-AT");
    assertThat(german.language()).isEqualTo("german");
    String reindexed = index(id);
    assertThat(reindexed).isNotEqualTo(english);
    load(id, article);
    assertThat(index(id)).isEqualTo(reindexed);
    assertThat(index(other)).isEqualTo(english);

    change(id, Optional.empty(), NONE, Optional.of("ja"), Optional.empty());
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(id)).language())
        .isEqualTo("simple");
    change(id, Optional.empty(), NONE, Optional.of("en"), Optional.empty());
    assertThat(index(id)).isEqualTo(english);
  }

  @Test
  @DisplayName("every language that has a configuration has one that PostgreSQL knows")
  void everyLanguage() {
    UUID id = create("shop").id();
    load(id, new Article("a.md", "# A\n\nb"));
    for (String tag :
        ("ar hy eu ca da nl en fi fr de el hi hu id ga it lt ne nb nn no pt ro ru sr es sv ta tr yi"
                + " zh pt-BR sr-Latn-RS")
            .split(" ", -1)) {
      DomainView changed = change(id, Optional.empty(), NONE, Optional.of(tag), Optional.empty());
      assertThat(changed.locale()).isEqualTo(tag);
      assertThat(changed.language().equals("simple")).isEqualTo(tag.equals("zh"));
    }
  }

  /** In as many passages as take longer than anybody waits, where they are not bounded. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"a_, 2", "1_, 2", "ä/, 1", "a~.-, 1", "<!--, 4", "<!--aaaa-->, 1", "x <!--, 4"})
  @DisplayName("what PostgreSQL takes long to read is indexed as well, in its language and another")
  void indexesWhatIsSlow(String part, int passages) {
    UUID id = create("shop").id();
    String longest = "x" + part.repeat(49_000 / part.length());
    Article article = new Article("a.md", (longest + "\n\n").repeat(passages) + "Schluss.");

    load(id, article);
    String english = index(id);
    change(id, Optional.empty(), NONE, Optional.of("de"), Optional.empty());
    change(id, Optional.empty(), NONE, Optional.of("en"), Optional.empty());

    assertThat(index(id)).isEqualTo(english).contains("schluss");
    assertThat(
            database.queryText(
                "select body from knowledge where domain_id = '%s' order by position"
                    .formatted(id)))
        .startsWith(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "See https://shop.example/a/very/long_path/of-many.parts?that=are&all=within#one/address.html",
        "call_this_function_of_a_long_name in /usr/share/lib/a-b_c/d.e or a.b@shop.example, 1_000.5e-3",
        "Text <!-- a comment --> behind <b class=\"c\">it</b>, and `<!--` alone, --> <!-- as well",
      })
  @DisplayName("what people write is indexed as PostgreSQL reads it")
  void indexesAsItIs(String text) {
    UUID id = create("shop").id();
    load(id, new Article("a.md", "# " + "漢字".repeat(200) + "\n\n" + text));
    assertThat(
            database.queryText(
                """
                select search = setweight(to_tsvector('english', heading), 'A')
                                || setweight(to_tsvector('simple', heading), 'B')
                                || setweight(to_tsvector('english', body), 'D')
                from knowledge where domain_id = '%s'
                """
                    .formatted(id)))
        .isEqualTo("t");
  }

  @Test
  @DisplayName("an article is cut although every thread that others wait for is taken")
  void cutsOnThreadsOfItsOwn() {
    UUID id = create("shop").id();
    CountDownLatch end = new CountDownLatch(1);
    List<Future<Boolean>> busy = new ArrayList<>();
    for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
      busy.add(vertx.executeBlocking(() -> end.await(60, SECONDS), false));
    }
    try {
      assertThat(load(id, new Article("a.md", "Text.")).passages()).isEqualTo(1);
    } finally {
      end.countDown();
      await(Future.all(busy));
    }
  }

  private static String index(UUID domain) {
    return database.queryText(
        "select string_agg(search::text, '|' order by article, position) from knowledge where domain_id = '%s'"
            .formatted(domain));
  }

  private static DomainRequest.ChangeSettings settings(
      UUID id, Optional<List<String>> origins, Optional<String> locale) {
    return new DomainRequest.ChangeSettings(
        id, NONE, Optional.empty(), origins, NONE, locale, Optional.empty());
  }

  private static DomainView change(
      UUID id,
      Optional<List<String>> origins,
      Optional<String> greeting,
      Optional<String> locale,
      Optional<DomainLimits> limits) {
    return ask(
        Addresses.DOMAIN_SETTINGS,
        new DomainRequest.ChangeSettings(
            id, NONE, Optional.empty(), origins, greeting, locale, limits));
  }

  @Test
  @DisplayName(
      "a tenant has a secret; after a rotation the one before is valid for as long as said")
  void rotatesTheSecret() {
    List<UUID> changes = new CopyOnWriteArrayList<>();
    bus.listen(Addresses.DOMAIN_CHANGED, change -> changes.add(change.domainId()));
    UUID id = create("shop").id();
    Secret first = secrets(id).get(0);
    assertThat(secrets(id)).containsExactly(first);
    assertThat(first.expiresAt()).isEmpty();

    List<Secret> both = rotate(id, 2);
    assertThat(both).extracting(Secret::value).hasSize(2).endsWith(first.value());
    assertThat(both.get(0).expiresAt()).isEmpty();
    assertThat(both.get(1).expiresAt().orElseThrow())
        .isBetween(Instant.now().plusSeconds(7_000), Instant.now().plusSeconds(7_300));
    assertThat(secrets(id)).isEqualTo(both);

    List<Secret> third = rotate(id, 2);
    assertThat(third).extracting(Secret::value).hasSize(2).endsWith(both.get(0).value());
    assertThat(rotate(id, 0)).hasSize(1).doesNotContainAnyElementsOf(third);
    await().until(() -> changes.size() == 4); // its creation is one
    assertThat(changes).containsOnly(id);
  }

  @Test
  @DisplayName("when a secret ends at once, nobody whom anybody vouched for by it stays verified")
  void endsVerifications() {
    UUID id = create("shop").id();
    UUID other = create("other").id();
    for (UUID domain : List.of(id, other)) {
      await(
          pool.query(
                  """
                  insert into visitor (id, domain_id, secret_sha256, verified)
                  values (gen_random_uuid(), '%s', sha256('x'), true)
                  """
                      .formatted(domain))
              .execute());
    }
    rotate(id, 1);
    assertThat(verified()).isEqualTo(2);
    rotate(id, 0);
    assertThat(verified()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "when a secret ends at once, nobody whom a process vouched for that did not know yet, either")
  void endsLateVerifications() {
    UUID id = create("shop").id();
    database.execute(
        """
        insert into visitor (id, domain_id, secret_sha256, verified)
        select gen_random_uuid(), '%s', sha256(n::text::bytea), true from generate_series(1, 12000) as n
        """
            .formatted(id));
    Future<DomainSecrets> rotated =
        bus.request(Addresses.DOMAIN_SECRET_ROTATE, new DomainRequest.RotateSecret(id, 0));
    String verified =
        "select count(*) from visitor where verified and domain_id = '%s'".formatted(id);
    await().until(() -> database.queryText(verified).equals("0"));
    database.execute(
        "update visitor set verified = true where domain_id = '%s' and secret_sha256 = sha256('7')"
            .formatted(id));
    assertThat(rotated.isComplete()).isFalse();
    await(rotated);
    assertThat(database.queryText(verified)).isEqualTo("0");
  }

  private static long verified() {
    String count = "select count(*) from visitor where verified";
    return await(pool.query(count).execute()).iterator().next().getLong(0);
  }

  @Test
  @DisplayName("a tenant without a secret gets one by a rotation; an unknown one is unknown")
  void secretOfNobody() {
    UUID id = create("shop").id();
    database.execute("delete from domain_secret where domain_id = '%s'".formatted(id));
    assertThat(secrets(id)).isEmpty();
    assertThat(rotate(id, 24)).hasSize(1);
    assertUnknown(Addresses.DOMAIN_SECRETS, new DomainRequest.ShowSecrets(NOBODY));
    assertUnknown(Addresses.DOMAIN_SECRET_ROTATE, new DomainRequest.RotateSecret(NOBODY, 1));
  }

  @Test
  @DisplayName("rotations at the same moment leave one current secret")
  void rotationsAtOnce() {
    UUID id = create("shop").id();
    List<Future<DomainSecrets>> rotations =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    bus.request(
                        Addresses.DOMAIN_SECRET_ROTATE, new DomainRequest.RotateSecret(id, 1)))
            .toList();
    await(Future.all(rotations));
    assertThat(secrets(id)).hasSize(2);
    assertThat(secrets(id).stream().filter(it -> it.expiresAt().isEmpty())).hasSize(1);
  }

  private static List<Secret> secrets(UUID id) {
    return ask(Addresses.DOMAIN_SECRETS, new DomainRequest.ShowSecrets(id)).secrets();
  }

  private static List<Secret> rotate(UUID id, int hours) {
    return ask(Addresses.DOMAIN_SECRET_ROTATE, new DomainRequest.RotateSecret(id, hours)).secrets();
  }

  @Test
  @DisplayName("an article of the same name is replaced, the others stay")
  void replacesArticles() {
    UUID id = create("shop").id();
    load(id, new Article("a.md", "# A\n\none\n\n## B\n\ntwo"), new Article("b.md", "# B\n\nb"));

    assertThat(load(id, new Article("a.md", "# A\n\nthree"))).isEqualTo(new KnowledgeLoaded(1, 1));
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(id)).articles()).isEqualTo(2);
    assertThat(bodies(id)).isEqualTo("three,b");
  }

  @Test
  @DisplayName("an article without text is refused, and nothing of its load is kept")
  void refusesEmptyArticles() {
    UUID id = create("shop").id();
    DomainRequest.LoadKnowledge load =
        new DomainRequest.LoadKnowledge(
            id, List.of(new Article("good.md", "text"), new Article("empty.md", "# Only a title")));

    RuntimeException refused = refusal(Addresses.DOMAIN_KNOWLEDGE, load);
    assertThat(Failure.of(refused)).isEqualTo(Failure.INVALID);
    assertThat(refused).hasMessageContaining("empty.md");
    assertThat(bodies(id)).isEmpty();
  }

  @Test
  @DisplayName("a heading that no index would take is refused, and said to be too long")
  void refusesLongHeadings() {
    UUID id = create("shop").id();
    String words =
        IntStream.range(0, 100_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    Article title = new Article("long.md", "# " + words + "\n\n## Below\n\ntext");

    RuntimeException refused =
        refusal(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(id, List.of(title)));
    assertThat(Failure.of(refused)).isEqualTo(Failure.INVALID);
    assertThat(refused)
        .hasMessage("article long.md must not have a heading of more than 1000 characters");
    load(id, new Article("fits.md", "# " + words.substring(0, 1_000) + "\n\ntext"));
  }

  @Test
  @DisplayName("many loads of one article at once leave one of them, whole")
  void loadsAtOnce() {
    UUID id = create("shop").id();
    List<Future<KnowledgeLoaded>> loads =
        IntStream.range(0, 20)
            .mapToObj(i -> List.of(new Article("a.md", "# A\n\none " + i + "\n\n## B\n\ntwo " + i)))
            .map(articles -> new DomainRequest.LoadKnowledge(id, articles))
            .map(load -> bus.request(Addresses.DOMAIN_KNOWLEDGE, load))
            .toList();
    await(Future.all(loads));

    assertThat(bodies(id)).matches("one (\\d+),two \\1");
  }

  @Test
  @DisplayName("an unknown tenant is told as such, whatever is asked")
  void unknownTenant() {
    Optional<String> none = Optional.empty();
    assertUnknown(Addresses.DOMAIN_SHOW, new DomainRequest.Show(NOBODY));
    assertUnknown(Addresses.DOMAIN_BOT, new DomainRequest.ChooseBot(NOBODY, BotKind.FIXED, none));
    assertUnknown(Addresses.DOMAIN_POLICY, new FindPolicy(NOBODY));
    assertUnknown(
        Addresses.DOMAIN_SETTINGS, settings(NOBODY, Optional.of(List.of("*")), Optional.of("de")));
    assertUnknown(
        Addresses.DOMAIN_KNOWLEDGE,
        new DomainRequest.LoadKnowledge(NOBODY, List.of(new Article("a.md", "text"))));
    assertUnknown(
        Addresses.DOMAIN_CONVERSATIONS,
        new DomainRequest.ReadConversations(NOBODY, none, none, 10));
    assertUnknown(
        Addresses.DOMAIN_CUSTOMERS, new DomainRequest.ReadCustomers(NOBODY, none, none, none, 10));
  }

  @Test
  @DisplayName("conversations come newest first, with what was said in rooms folded into them")
  void readsConversations() {
    UUID domain = create("shop").id();
    UUID other = create("other").id();
    converse(domain, 1, "anna@example.com", "Anna@Example.com");
    converse(other, 2, "anna@example.com", "anna@example.com");

    List<Conversation> all = conversations(domain, Optional.empty());
    assertThat(all).extracting(Conversation::roomId).containsExactly(id(1, 31), id(1, 30));
    assertThat(all)
        .extracting(Conversation::email)
        .containsExactly(Optional.empty(), Optional.of("anna@example.com"));
    assertThat(all.get(1).messages())
        .extracting(MessageView::body)
        .containsExactly("before the fold", "my email", "thanks");
    assertThat(all.get(0).messages()).extracting(MessageView::body).containsExactly("anonymous");

    assertThat(conversations(domain, Optional.of(" Anna@Example.com ")))
        .extracting(Conversation::roomId)
        .containsExactly(id(1, 30));
    assertThat(conversations(domain, Optional.of("bob@example.com"))).isEmpty();
  }

  @Test
  @DisplayName("of each room the last 50 messages are read, of a customer's who is asked for 500")
  void readsTheLastMessages() {
    UUID domain = create("shop").id();
    converse(domain, 4, "mia@example.com", "mia@example.com");
    chatter(domain, 4, 30, 600, 10);

    assertThat(conversations(domain, Optional.empty()).get(1).messages()).hasSize(50);
    List<MessageView> hers =
        conversations(domain, Optional.of("mia@example.com")).get(0).messages();
    assertThat(hers).hasSize(500);
    assertThat(hers.get(499).id()).isEqualTo(id(4, 1_600));
  }

  @Test
  @DisplayName("a page holds no more rooms than make 4 MB, and the next one goes on after them")
  void boundsThePage() {
    UUID domain = create("shop").id();
    for (int group = 5; group < 8; group++) {
      converse(domain, group, "c" + group + "@example.com", "");
      chatter(domain, group, 30, 200, 30_000);
    }

    ConversationPage first = conversations(domain, NONE, NONE);
    assertThat(first.items())
        .extracting(Conversation::roomId)
        .containsExactly(id(7, 31), id(7, 30), id(6, 31), id(6, 30), id(5, 31));
    assertThat(first.items().get(3).messages()).hasSize(50);
    ConversationPage second = conversations(domain, NONE, first.next());
    assertThat(second.items()).extracting(Conversation::roomId).containsExactly(id(5, 30));
    assertThat(second.next()).isEmpty();
    assertThat(conversations(domain, Optional.of("c5@example.com")).get(0).messages()).hasSize(133);
  }

  @Test
  @DisplayName("customers come newest first, each with its rooms counted")
  void readsCustomers() {
    UUID domain = create("shop").id();
    converse(domain, 3, "zoe@example.com", "ZOE@example.com");

    DomainRequest.ReadCustomers request =
        new DomainRequest.ReadCustomers(domain, NONE, NONE, NONE, 10);
    assertThat(ask(Addresses.DOMAIN_CUSTOMERS, request).items())
        .singleElement()
        .satisfies(
            customer -> {
              assertThat(customer).extracting(CustomerView::email).isEqualTo("zoe@example.com");
              assertThat(customer.emailTyped()).isEqualTo("ZOE@example.com");
              assertThat(customer.rooms()).isEqualTo(1);
            });
  }

  @Test
  @DisplayName("the demo domain is brought up to date, but never what an owner loaded in its place")
  void refreshesTheDemoDomain() {
    DemoDomain demo = new DemoDomain(pool);
    await(demo.install());
    String asShipped = bodies(DemoDomain.ID);
    database.execute(
        "update knowledge set body = 'an older version' where domain_id = '%s' and article = 'privacy.md'"
            .formatted(DemoDomain.ID));
    await(demo.install());
    assertThat(bodies(DemoDomain.ID)).isEqualTo(asShipped);

    load(DemoDomain.ID, new Article("privacy.md", "# Ours\n\nthe owner's own"));
    choose(DemoDomain.ID, BotKind.FIXED, Optional.of("Away."));
    await(demo.install());
    assertThat(bodies(DemoDomain.ID)).contains("the owner's own");
    assertThat(ask(Addresses.DOMAIN_SHOW, new DomainRequest.Show(DemoDomain.ID)).bot())
        .isEqualTo(BotKind.FIXED);
  }

  /** A customer's room with an anonymous room folded into it, and an anonymous room. */
  private static void converse(UUID domain, int group, String email, String typed) {
    database.execute(
        """
        insert into customer (id, domain_id, email, email_typed) values ('%2$s', '%1$s', '%8$s', '%9$s');
        insert into visitor (id, domain_id, secret_sha256) values ('%3$s', '%1$s', sha256('%3$s'));
        insert into visitor (id, domain_id, secret_sha256) values ('%4$s', '%1$s', sha256('%4$s'));
        insert into chat_room (id, domain_id, customer_id, visitor_id) values ('%5$s', '%1$s', '%2$s', '%3$s');
        insert into chat_room (id, domain_id, visitor_id) values ('%6$s', '%1$s', '%4$s');
        insert into chat_room (id, domain_id, visitor_id, folded_into) values ('%7$s', '%1$s', '%3$s', '%5$s');
        """
            .formatted(
                domain,
                id(group, 10),
                id(group, 20),
                id(group, 21),
                id(group, 30),
                id(group, 31),
                id(group, 32),
                email,
                typed));
    say(
        domain,
        id(group, 32),
        id(group, 20),
        id(group, 40),
        id(group, 40),
        "user",
        "before the fold");
    say(domain, id(group, 30), id(group, 20), id(group, 50), id(group, 50), "user", "my email");
    say(domain, id(group, 30), id(group, 20), id(group, 51), id(group, 50), "assistant", "thanks");
    say(domain, id(group, 31), id(group, 21), id(group, 60), id(group, 60), "user", "anonymous");
  }

  /** Further messages in a room, each of that many characters. */
  private static void chatter(UUID domain, int group, int room, int messages, int length) {
    database.execute(
        """
        insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        select ids.id, '%1$s', '%2$s', '%3$s', ids.id, 'user', repeat('x', %4$s), 'complete'
        from unnest(array[%5$s]::uuid[]) as ids(id)
        """
            .formatted(
                domain,
                id(group, room),
                id(group, 20),
                length,
                IntStream.rangeClosed(1_001, 1_000 + messages)
                    .mapToObj(i -> "'" + id(group, i) + "'")
                    .collect(Collectors.joining(","))));
  }

  private static void say(
      UUID domain, UUID room, UUID visitor, UUID message, UUID turn, String role, String body) {
    database.execute(
        """
        insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
        values ('%s', '%s', '%s', '%s', '%s', '%s', '%s', 'complete')
        """
            .formatted(message, domain, room, visitor, turn, role, body));
  }

  private static UUID id(int group, int number) {
    return new UUID(0x7000L + group, 0x8000_0000_0000_0000L + number);
  }

  private static String bodies(UUID domain) {
    return database.queryText(
        "select coalesce(string_agg(body, ',' order by article, position), '') from knowledge where domain_id = '%s'"
            .formatted(domain));
  }

  private static DomainView create(String name) {
    return ask(Addresses.DOMAIN_CREATE, new DomainRequest.Create(name));
  }

  private static DomainView choose(UUID id, BotKind bot, Optional<String> text) {
    return ask(Addresses.DOMAIN_BOT, new DomainRequest.ChooseBot(id, bot, text));
  }

  private static KnowledgeLoaded load(UUID id, Article... articles) {
    return ask(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(id, List.of(articles)));
  }

  private static List<Conversation> conversations(UUID domain, Optional<String> email) {
    return conversations(domain, email, Optional.empty()).items();
  }

  private static ConversationPage conversations(
      UUID domain, Optional<String> email, Optional<String> cursor) {
    return ask(
        Addresses.DOMAIN_CONVERSATIONS,
        new DomainRequest.ReadConversations(domain, email, cursor, 10));
  }

  private static <Q> void assertUnknown(Address<Q, ?> address, Q request) {
    assertThat(Failure.of(refusal(address, request)))
        .as(address.name())
        .isEqualTo(Failure.UNKNOWN_DOMAIN);
  }

  private static <Q> RuntimeException refusal(Address<Q, ?> address, Q request) {
    try {
      ask(address, request);
      throw new AssertionError(address.name() + " was answered");
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static <Q, R> R ask(Address<Q, R> address, Q request) {
    return await(bus.request(address, request));
  }
}
