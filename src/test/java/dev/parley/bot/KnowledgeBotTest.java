package dev.parley.bot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.Outcome;
import dev.parley.bus.Source;
import dev.parley.domain.DemoDomain;
import dev.parley.domain.DomainVerticle;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeBotTest {

  private static final String UNKNOWN = "I am sorry, I do not know the answer to that.";

  private static final String SHOP =
      """
      ---
      url: https://shop.example/about
      ---
      # Our shop

      Opening hours: Monday to Friday, 9 to 17.

      ## Shipping

      We ship to Norway and Sweden.

      ## Returns

      The shop takes things back for 30 days.
      """;

  private static TestDatabase database;
  private static Vertx vertx;
  private static Pool pool;
  private static UUID shop;

  @BeforeAll
  static void load() throws Exception {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(2))
            .connectingTo(database.connectOptions())
            .using(vertx)
            .build();
    await(new DemoDomain(pool).install());
    await(vertx.deployVerticle(new DomainVerticle(pool)));
    Bus bus = new Bus(vertx);
    shop = await(bus.request(Addresses.DOMAIN_CREATE, new DomainRequest.Create("shop"))).id();
    List<DomainRequest.Article> articles = List.of(new DomainRequest.Article("shop.md", SHOP));
    await(bus.request(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(shop, articles)));
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
    database.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What is Parley?                                  | Parley is the server behind
          What is this?                                    | Parley is the server behind
          what's parley                                    | Parley is the server behind
          Who are you?                                     | I am a bot
          Are you a human?                                 | I am a bot
          How do I install it?                             | You need a JDK 17
          How do I run Parley?                             | You need a JDK 17
          What do you store about me?                      | The messages you write
          How do I embed the chat?                         | With one line on your page
          How can I add Parley to my website?              | With one line on your page
          Does it need an API key?                         | No. The bot that is built in
          Do I need an OpenAI key?                         | No. The bot that is built in
          How does the race condition get handled?         | When two requests
          How can I reproduce the race?                    | With the server running
          Is it open source?                               | Yes, it is free
          What license is it under?                        | Yes, it is free
          How can I use a language model?                  | Set `OPENAI_API_KEY`
          Can it answer with Anthropic?                    | Set `OPENAI_API_KEY`
          How do I load my own knowledge?                  | Write Markdown files
          How do I connect to the database?                | scripts/psql
          How do I change the port?                        | Set `PORT`
          Can I use my own PostgreSQL?                     | Set `DATABASE_URL`
          Do I need Docker?                                | No. Parley runs without Docker
          How do you recognise customers?                  | When a message has an e-mail
          Where can I read the conversations?              | scripts/domain conversations
          Hello, I would like to know how I can configure the settings please | Every setting stands
          My email is a@b.de, how do I stop it?            | Press Ctrl-C
          """)
  @DisplayName("a newcomer's question finds its passage")
  void answersNewcomers(String question, String beginning) throws Exception {
    assertThat(ask(DemoDomain.ID, question, Outcome.ANONYMOUS).strip()).startsWith(beginning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          How do I delete my data?            | scripts/domain erase ID
          Which languages does it speak?      | scripts/domain locale ID
          Is my e-mail address verified?      | a code that
          """)
  @DisplayName("an article names the command that there is for it")
  void namesCommands(String question, String command) throws Exception {
    assertThat(ask(DemoDomain.ID, question, Outcome.BOUND)).contains(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the capital of France?",
        "How do I bake a chocolate cake?",
        "How does Parley make coffee?",
        "asdfghjkl",
        "'; drop table knowledge; --",
        "\\ ' & | ! :* <->",
        "?"
      })
  @DisplayName(
      "what the articles do not know, the bot does not know; a stranger is asked for his address")
  void admitsNotToKnow(String question) throws Exception {
    assertThat(ask(DemoDomain.ID, question, Outcome.ANONYMOUS))
        .startsWith(UNKNOWN)
        .contains("If you tell me your e-mail address");
    assertThat(ask(DemoDomain.ID, question, Outcome.BOUND)).isEqualTo(UNKNOWN);
  }

  @Test
  @DisplayName(
      "a word in the text is found as well, and a word that stands everywhere decides nothing")
  void findsWordsInTheText() throws Exception {
    assertThat(ask(shop, "What are your opening hours?", Outcome.ANONYMOUS))
        .startsWith("Opening hours: Monday");
    assertThat(ask(shop, "Does your shop ship to Norway?", Outcome.ANONYMOUS))
        .startsWith("We ship to Norway");
  }

  @Test
  @DisplayName("a question is found in whole sentences that tell much else")
  void findsInWholeSentences() throws Exception {
    String letter =
        """
        Hello, my sister Ingrid moved to Oslo last autumn and turns forty in May, so our family \
        thought about a teapot. Do you ship to Norway? Best regards, Tom Miller\
        """;
    assertThat(ask(shop, letter, Outcome.ANONYMOUS)).startsWith("We ship to Norway");
  }

  @Test
  @DisplayName("an answer rests on the passage that it is, and small talk on nothing")
  void sources() throws Exception {
    assertThat(hear(shop, "Do you ship to Norway?", Outcome.BOUND, "english").sources())
        .containsExactly(
            new Source("Our shop › Shipping", Optional.of("https://shop.example/about")));
    assertThat(hear(DemoDomain.ID, "Who are you?", Outcome.BOUND, "english").sources())
        .singleElement()
        .satisfies(source -> assertThat(source.url()).isEmpty())
        .satisfies(source -> assertThat(source.title()).contains(" › "));
    assertThat(hear(shop, "Hello", Outcome.BOUND, "english").sources()).isEmpty();
    assertThat(hear(shop, "asdfghjkl", Outcome.BOUND, "english").sources()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"59, 119", "60, 120", "600, 120"})
  @DisplayName("of a long title the end is told, which is the passage's own heading")
  void longTitles(int smileys, int told) {
    String heading = "😀".repeat(smileys) + "x";
    String title = new Passages.Passage(heading, "", null, null).source().title();

    assertThat(title).hasSizeBetween(told - 1, told).endsWith("😀x");
    assertThat(title.codePoints()).noneMatch(it -> it >= 0xd800 && it < 0xe000);
  }

  @Test
  @DisplayName("a domain whose language is German finds German words in every form")
  void findsInItsLanguage() throws Exception {
    Bus bus = new Bus(vertx);
    UUID laden =
        await(bus.request(Addresses.DOMAIN_CREATE, new DomainRequest.Create("Laden"))).id();
    List<DomainRequest.Article> articles =
        List.of(new DomainRequest.Article("a.md", "# Angebot\n\nWir verkaufen alte Bücher."));
    await(
        bus.request(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(laden, articles)));
    assertThat(ask(laden, "Ein Buch?", Outcome.BOUND, "english")).isEqualTo(UNKNOWN);

    DomainRequest.ChangeSettings german =
        new DomainRequest.ChangeSettings(
            laden,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("de"),
            Optional.empty());
    String language = await(bus.request(Addresses.DOMAIN_SETTINGS, german)).language();
    assertThat(ask(laden, "Ein Buch?", Outcome.BOUND, language)).startsWith("Wir verkaufen");
    assertThat(ask(laden, "Hallo, können Sie mir sagen, wie spät es ist?", Outcome.BOUND, language))
        .isEqualTo("Es tut mir leid, darauf weiß ich keine Antwort.");
    assertThat(ask(laden, "Guten Tag!", Outcome.BOUND, language)).startsWith("Hallo!");
  }

  @Test
  @DisplayName("a section that is long is said from the passage that was found to its end")
  void longSections() throws Exception {
    String step = "%s step: take the %s, and turn it slowly. " + "It takes a while. ".repeat(45);
    String steps =
        Stream.of("First key", "Second lever", "Third wheel")
            .map(it -> step.formatted((Object[]) it.split(" ")))
            .collect(Collectors.joining("\n\n"));
    Bus bus = new Bus(vertx);
    UUID garage =
        await(bus.request(Addresses.DOMAIN_CREATE, new DomainRequest.Create("Garage"))).id();
    List<DomainRequest.Article> articles =
        List.of(
            new DomainRequest.Article(
                "a.md", "# Repairs\n\n" + steps + "\n\n## Prices\n\nTen euros."));
    await(
        bus.request(Addresses.DOMAIN_KNOWLEDGE, new DomainRequest.LoadKnowledge(garage, articles)));

    assertThat(ask(garage, "repairs: the key?", Outcome.BOUND))
        .startsWith("First step")
        .contains("Second step", "Third step")
        .doesNotContain("Ten euros");
    assertThat(ask(garage, "repairs: the lever?", Outcome.BOUND))
        .startsWith("Second step")
        .contains("Third step");
    assertThat(ask(garage, "prices?", Outcome.BOUND)).isEqualTo("Ten euros.");
  }

  @Test
  @DisplayName("another domain's articles are never said")
  void keepsDomainsApart() throws Exception {
    assertThat(ask(shop, "Does it need an API key?", Outcome.BOUND)).isEqualTo(UNKNOWN);
    assertThat(ask(DemoDomain.ID, "Do you ship to Norway?", Outcome.BOUND)).isEqualTo(UNKNOWN);
  }

  private static String ask(UUID domain, String message, Outcome outcome) throws Exception {
    return ask(domain, message, outcome, "english");
  }

  private static String ask(UUID domain, String message, Outcome outcome, String language)
      throws Exception {
    return hear(domain, message, outcome, language).text();
  }

  private static Heard hear(UUID domain, String message, Outcome outcome, String language)
      throws Exception {
    Heard heard = new Heard();
    KnowledgeBot bot =
        new KnowledgeBot(new Passages(pool, Shares.of(vertx, 4)), new Pace(vertx, 0));
    bot.answer(new Question(domain, domain, domain, message, outcome, language), heard);
    return await(heard.over());
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
