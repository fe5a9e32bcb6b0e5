package dev.parley.bot;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainRequest.Article;
import dev.parley.database.Migrations;
import dev.parley.domain.DomainVerticle;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The index of the words finds what reading every passage of the domain would find. */
class FoundByWordTest {

  /** The passages by their names, the best one first, as they are found by reading all of them. */
  private static final String READING_ALL =
      """
      with passage as materialized (
        select id, search from knowledge where domain_id = $1
      ),
      word as materialized (
        select quote_literal(lexeme) as quoted
        from unnest(to_tsvector($2::text::regconfig, $3::text))
      ),
      plain_word as materialized (
        select (quote_literal(lexeme) || ':B')::tsquery as in_heading
        from unnest(to_tsvector('simple', $3::text))
      ),
      term as materialized (
        select row_number() over () as n, quoted::tsquery as anywhere,
               (quoted || ':A')::tsquery as in_heading,
               (quoted || ':C')::tsquery as above, (quoted || ':D')::tsquery as in_body
        from word
        union all
        select row_number() over (), in_heading, in_heading, in_heading, in_heading
        from plain_word
        where not exists (select from word)
      ),
      hit as materialized (
        select t.n, p.id,
               case when p.search @@ t.in_heading then 1.0 else 0.8 end as certainty,
               case when p.search @@ t.in_heading then 2.0 else 0.0 end
               + case when p.search @@ t.above then 1.0 else 0.0 end
               + case when p.search @@ t.in_body then 1.0 else 0.0 end as place
        from term t join passage p on p.search @@ t.anywhere
      ),
      rarity as materialized (
        select n, ln(1 + (greatest(of_all, 1) - passages + 0.5) / (passages + 0.5)) as weight
        from (
          select t.n, greatest(count(h.id), 1)::float8 as passages,
                 (select count(*) from passage)::float8 as of_all
          from term t left join hit h on h.n = t.n
          group by t.n
        ) as frequency
      ),
      candidate as (
        select h.id,
               sum(r.weight * h.place) as score,
               sum(r.weight * h.certainty)
               / (select sum(weight)
                  from (select weight from rarity order by weight desc limit 4) as weightiest) as coverage
        from hit h join rarity r on r.n = h.n
        group by h.id
      )
      select k.body
      from candidate c join knowledge k on k.id = c.id
      where c.coverage >= $4
      order by
        round((c.score * c.coverage
               * (1 + (select count(*) from plain_word w where k.search @@ w.in_heading)::float8
                      / (select count(*) from plain_word)))::numeric, 9) desc,
        k.article, k.position
      limit $5
      """;

  /**
   * Of which "will" and "who are you" mean nothing in English, and "wills" is indexed as "will".
   */
  private static final List<String> WORDS =
      List.of(
          "will wills who are you ship shipping ships order orders ordered return house houses",
          "Häuser Buch Bücher O'Brien it's 漢字 shop.example/it's-a 'quoted' back\\slash 4711 a-b",
          "price prices Norway teapot garden");

  private static final int MANY = 1_000;

  private static TestDatabase database;
  private static Vertx vertx;
  private static Pool pool;
  private static Bus bus;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    pool = database.pool(vertx);
    bus = new Bus(vertx);
    await(vertx.deployVerticle(new DomainVerticle(pool)));
  }

  @AfterAll
  static void end() {
    await(vertx.close());
    database.close();
  }

  @Test
  @DisplayName("the same passages in the same order, whatever their words and where they stand")
  void findsTheSame() {
    Random random = new Random(4711);
    UUID english = create("english");
    UUID german = create("deutsch");
    speak(german, "de");
    load(english, new Article("a.md", written(random)), new Article("b.md", written(random)));
    load(german, new Article("a.md", written(random)));

    int found = 0;
    for (int i = 0; i < 300; i++) {
      String question = words(random, 1 + random.nextInt(6));
      double floor = random.nextBoolean() ? 0.38 : 0;
      found += sameAsReadingAll(english, "english", question, floor);
      found += sameAsReadingAll(german, "german", question, floor);
      sameAsReadingAll(german, "english", question, floor); // asked while the language is changed
    }
    assertThat(found).isPositive();
  }

  private static int sameAsReadingAll(UUID domain, String language, String question, double floor) {
    Tuple parameters = Tuple.of(domain, language, question, floor, MANY);
    List<String> found = bodies(BotQueries.BEST_PASSAGES, parameters);
    assertThat(found).as(question).isEqualTo(bodies(READING_ALL, parameters));
    return found.size();
  }

  /** Forty sections below chapters; a number tells each passage from the others. */
  private static String written(Random random) {
    return IntStream.range(0, 40)
        .mapToObj(
            i ->
                "%s %s\n\n%s no%d"
                    .formatted(
                        random.nextInt(3) == 0 ? "#" : "##",
                        words(random, 1 + random.nextInt(3)),
                        words(random, random.nextInt(8)),
                        i))
        .collect(Collectors.joining("\n\n"));
  }

  private static String words(Random random, int count) {
    String[] all = String.join(" ", WORDS).split(" ", -1);
    return random.ints(count, 0, all.length).mapToObj(i -> all[i]).collect(Collectors.joining(" "));
  }

  @Test
  @DisplayName("a word that others write often is as rare as before")
  void othersDoNotCount() {
    UUID shop = create("shop");
    UUID other = create("other");
    load(shop, new Article("a.md", "apple"), new Article("b.md", "pear"));
    assertThat(ask(shop, "apple pear")).containsExactly("apple", "pear");

    load(other, new Article("a.md", "# apple\n\napple\n\n".repeat(20)));

    assertThat(ask(shop, "apple pear")).containsExactly("apple", "pear");
    assertThat(ask(create("empty"), "apple pear")).isEmpty();
  }

  @Test
  @DisplayName("a word that stands in a heading alone, and means nothing there, is found")
  void wordByWordOnly() {
    UUID shop = create("shop");
    load(shop, new Article("a.md", "# Will\n\nyes"), new Article("b.md", "# Who\n\nwills"));

    assertThat(ask(shop, "wills")).containsExactly("wills", "yes");
    assertThat(ask(shop, "will")).containsExactly("yes");
    assertThat(ask(shop, "who")).containsExactly("wills");
  }

  @Test
  @DisplayName(
      "in another language a passage is found by other words, and by those of before no more")
  void otherLanguage() {
    UUID shop = create("shop");
    load(shop, new Article("a.md", "alte Bücher"));
    assertThat(ask(shop, "german", "Buch")).isEmpty();

    speak(shop, "de");

    assertThat(ask(shop, "german", "Buch")).containsExactly("alte Bücher");
    assertThat(ask(shop, "simple", "bücher")).isEmpty();
  }

  @Test
  @DisplayName("of an article of many passages a statement indexes a few, also in another language")
  void aFewAtOnce() {
    database.execute(
        """
        create function few() returns trigger language plpgsql as $$
        begin
          if (select count(*) > 50 from written) then raise exception 'too many at once'; end if;
          return null;
        end $$;
        create trigger few_added after insert on knowledge referencing new table as written
          for each statement execute function few();
        create trigger few_changed after update on knowledge referencing new table as written
          for each statement execute function few();
        """);
    UUID shop = create("shop");

    load(shop, new Article("a.md", sections(120)), new Article("b.md", "Schluss"));
    assertThat(ask(shop, "no119")).containsExactly("Bücher no119");
    assertThat(ask(shop, "german", "Buch")).isEmpty();

    speak(shop, "de");
    assertThat(ask(shop, "german", "Buch")).hasSize(120);
    assertThat(ask(shop, "german", "Buch no119")).startsWith("Bücher no119");
    database.execute("drop function few cascade");
  }

  private static String sections(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "# s%d\n\nBücher no%d".formatted(i, i))
        .collect(Collectors.joining("\n\n"));
  }

  @Test
  @DisplayName("an article that was replaced or removed is found no more")
  void gone() {
    UUID shop = create("shop");
    load(shop, new Article("a.md", "apple"), new Article("b.md", "pear"));

    load(shop, new Article("a.md", "plum"));
    request(Addresses.DOMAIN_ARTICLE_REMOVE, new DomainRequest.RemoveArticle(shop, "b.md"));

    assertThat(ask(shop, "apple")).isEmpty();
    assertThat(ask(shop, "pear")).isEmpty();
    assertThat(ask(shop, "plum")).containsExactly("plum");
  }

  @Test
  @DisplayName("what was loaded by an earlier version is found")
  void loadedBefore() {
    try (TestDatabase old = TestDatabase.createEmpty()) {
      Flyway.configure()
          .dataSource(old.databaseUrl().dataSource())
          .locations("classpath:db/migration")
          .target("14")
          .load()
          .migrate();
      UUID shop = UUID.randomUUID();
      old.execute("insert into domain (id, name) values ('%s', 'shop')".formatted(shop));
      old.execute(
          """
          insert into knowledge (id, domain_id, article, position, heading, body, search)
          select gen_random_uuid(), id, 'a.md', 0, 'Shipping', 'to Norway',
                 setweight(to_tsvector('english', 'Shipping'), 'A')
                 || setweight(to_tsvector('simple', 'Shipping'), 'B')
                 || setweight(to_tsvector('english', 'to Norway'), 'D')
          from domain
          """);

      new Migrations(old.databaseUrl()).run();

      Tuple question = Tuple.of(shop, "english", "Do you ship to Norway?", 0.38, MANY);
      assertThat(bodies(old.pool(vertx), BotQueries.BEST_PASSAGES, question))
          .containsExactly("to Norway");
    }
  }

  private static List<String> ask(UUID domain, String question) {
    return ask(domain, "english", question);
  }

  private static List<String> ask(UUID domain, String language, String question) {
    return bodies(BotQueries.BEST_PASSAGES, Tuple.of(domain, language, question, 0.38, MANY));
  }

  private static List<String> bodies(String sql, Tuple parameters) {
    return bodies(pool, sql, parameters);
  }

  private static List<String> bodies(Pool pool, String sql, Tuple parameters) {
    var rows = await(pool.preparedQuery(sql).execute(parameters));
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.getString("body"))
        .toList();
  }

  private static UUID create(String name) {
    return request(Addresses.DOMAIN_CREATE, new DomainRequest.Create(name)).id();
  }

  private static void load(UUID domain, Article... articles) {
    request(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(domain, List.of(articles)));
  }

  private static void speak(UUID domain, String locale) {
    request(
        Addresses.DOMAIN_SETTINGS,
        new DomainRequest.ChangeSettings(
            domain,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(locale),
            Optional.empty()));
  }

  private static <Q, A> A request(Address<Q, A> address, Q request) {
    return await(bus.request(address, request));
  }
}
