package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BusCodecsTest {

  private static final TurnOpened TURN =
      new TurnOpened(id(), id(), id(), id(), Optional.of(id()), Outcome.RACED, false);

  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static final List<Source> SOURCES =
      List.of(
          new Source("Shop › Hours", Optional.of("https://shop.example/hours")),
          new Source("Shop", Optional.empty()));

  static List<Record> everyMessage() {
    return List.of(
        new Turn(id(), VisitorSecret.issue(), "Grüße 👋"),
        new Turn(id(), VisitorSecret.issue(), "Hi", Optional.of("key-1")),
        new FindTurn(id(), VisitorSecret.issue()),
        new FindLatestTurn(id(), VisitorSecret.issue(), "chat-1"),
        new RateAnswer(id(), VisitorSecret.issue(), Rating.DOWN),
        new AnswerRated(id()),
        TURN,
        new TurnOpened(id(), id(), id(), id(), Optional.empty(), Outcome.ANONYMOUS, true),
        new FinishedAnswer(TURN, "Hello", AnswerStatus.STOPPED),
        new FinishedAnswer(TURN, "Hello", AnswerStatus.COMPLETE, SOURCES, 2),
        new AnswerStored(id()),
        new ChatEvent.CustomerRecognised(id(), id(), id(), id(), "a@b.com", Outcome.CREATED),
        new ChatEvent.MessageStored(id(), id(), id(), id(), Role.USER, AnswerStatus.COMPLETE),
        new GrowingAnswers(List.of(new GrowingAnswer(TURN, "Hel", 2))),
        new OpenAnswer(TURN, true),
        new AnswerStanding.Yours(2),
        new AnswerStanding.Over("Hello", AnswerStatus.COMPLETE),
        new AnswerStanding.Over("Hello", AnswerStatus.COMPLETE, SOURCES),
        new AnswerStanding.Over("Hello", AnswerStatus.COMPLETE, SOURCES, 3),
        new AnswerStanding.Elsewhere("Hel", 2),
        new Turn(
            id(),
            VisitorSecret.issue(),
            "Hello",
            Optional.of("key"),
            Optional.of(
                new Proof(Optional.of("a@b.com"), Optional.of("00"), Optional.of("x.y.z")))),
        new TurnOpened(id(), id(), id(), id(), Optional.of(id()), Outcome.BOUND, false, true),
        new FindTurn(id(), VisitorSecret.issue(), false),
        new ReadHistory(id(), VisitorSecret.issue(), Optional.of(id()), 5),
        new HistoryPage(
            List.of(
                new HistoryPage.Message(
                    id(),
                    id(),
                    Role.ASSISTANT,
                    "Hi",
                    "stopped",
                    Instant.EPOCH,
                    true,
                    Optional.of(Rating.UP),
                    SOURCES)),
            Optional.of(id())),
        new ResetVisitor(id(), VisitorSecret.issue()),
        new VisitorReset(id()),
        new RequestCode(id(), VisitorSecret.issue(), "Ann@example.com"),
        new CodeRequested(Optional.empty()),
        new CodeRequested(Optional.of(Duration.ofMillis(61_500))),
        new VerifyCode(id(), VisitorSecret.issue(), "012345"),
        new CodeVerified(id()),
        new Mail("ann@example.com", "Your code", "It is\n\n012345\n"),
        new DomainRequest.ShowSecrets(id()),
        new DomainRequest.RotateSecret(id(), 24),
        new DomainSecrets(
            id(),
            List.of(
                new DomainSecrets.Secret("00", Instant.EPOCH, Optional.empty()),
                new DomainSecrets.Secret("01", Instant.EPOCH, Optional.of(Instant.EPOCH)))),
        new StopAnswer(TURN),
        new AnswerStopped(id()),
        new StopHeard(id()),
        new AnswerRequest(TURN, Optional.of("Hello"), "somewhere", 7, 32, 0),
        new AnswerRequest(TURN, Optional.empty(), "somewhere", 7, 32, 17, 2),
        new AnswerStarted("elsewhere", 8, true),
        new AnswerStarted("elsewhere", 8, false, true),
        new AnswerStarted("elsewhere", 8, true, false, 2),
        new Frame.Text(7, 3, "lo"),
        new Frame.End(7, AnswerStatus.COMPLETE),
        new Frame.Credit(8, 16),
        new Frame.End(7, AnswerStatus.COMPLETE, 120, SOURCES),
        new Frame.Cancel(8),
        new Frame.Mute(8),
        new Frame.Ping(),
        new DomainRequest.Create("demo"),
        new DomainRequest.ListAll(Optional.of("next"), 10),
        new DomainRequest.Show(id()),
        new DomainRequest.ChooseBot(id(), BotKind.FIXED, Optional.of("Away")),
        new DomainRequest.ChangeSettings(
            id(),
            Optional.of("Shop"),
            Optional.of(false),
            Optional.of(List.of("*")),
            Optional.of(""),
            Optional.empty(),
            Optional.empty()),
        new DomainRequest.ChangeSettings(
            id(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("de"),
            Optional.of(limits())),
        new DomainRequest.LoadKnowledge(id(), List.of(new DomainRequest.Article("a", "# A"))),
        new DomainRequest.ReadConversations(id(), Optional.of("a@b.com"), Optional.empty(), 5),
        new DomainRequest.ReadCustomers(
            id(), Optional.empty(), Optional.of("ann"), Optional.of("next"), 5),
        new DomainRequest.ShowCustomer(id(), id()),
        new DomainRequest.ReadRooms(id(), id(), Optional.empty(), 5),
        new DomainRequest.ReadMessages(id(), id(), Optional.of("next"), 5),
        new DomainRequest.ListArticles(id(), Optional.of("next"), 5),
        new DomainRequest.ShowArticle(id(), "a.md"),
        new DomainRequest.RemoveArticle(id(), "a.md"),
        new ArticleRemoved(id(), "a.md"),
        new ArticlePage(
            List.of(new ArticlePage.ArticleSummary("a.md", Optional.empty(), 2, Instant.EPOCH)),
            Optional.of("next")),
        new ArticleView(
            "a.md",
            Optional.of("https://shop.example/a"),
            Instant.EPOCH,
            List.of(new ArticleView.PassageView("A", "text"))),
        domain(BotKind.KNOWLEDGE, List.of(), DomainLimits.NONE),
        new DomainPage(
            List.of(domain(BotKind.FIXED, List.of("https://a.example"), limits())),
            Optional.of("next")),
        new DomainRequest.Remove(id()),
        new DomainRemoved(id()),
        new DomainChanged(id()),
        new FindPolicy(id()),
        new DomainPolicy(id(), "x", "Hi", "pt-BR", List.of("*"), DomainLimits.NONE),
        new DomainPolicy(id(), "x", "", "en", List.of(), limits()),
        new KnowledgeLoaded(1, 2),
        new CustomerPage(List.of(customer()), Optional.empty()),
        new CustomerDetail(
            customer(),
            List.of(customer()),
            List.of(new CustomerDetail.VisitorView(id(), true, Instant.EPOCH)),
            List.of(room())),
        new RoomPage(List.of(room()), Optional.of("next")),
        new ConversationPage(
            List.of(
                new ConversationPage.Conversation(
                    id(), Optional.empty(), Instant.EPOCH, List.of(message()))),
            Optional.of("next")),
        new MessagePage(List.of(message()), Optional.empty()),
        new MergeCustomers(id(), id(), id()),
        new CustomersMerged(id(), Optional.of(id()), 3),
        new UnfoldVisitor(id(), id()),
        new VisitorUnfolded(id(), Optional.empty(), 7),
        new PrivacyRequest.Export(id(), "a@b.com", Optional.of("rooms:7")),
        new PrivacyRequest.Erase(id(), "a@b.com"),
        new PrivacyRequest.ListErasures(id(), Optional.empty(), 5),
        new PrivacyRequest.ShowRetention(id()),
        new PrivacyRequest.SetRetention(id(), Optional.of(30)),
        new Retention(Optional.empty()),
        new ExportPage(List.of("{}"), Optional.of("rooms:7")),
        erasure(),
        new ErasurePage(List.of(erasure()), Optional.empty()),
        new WebhookRequest.Create(id(), "https://x.example", WebhookEvents.ALL),
        new WebhookRequest.ListAll(id(), Optional.of(id()), 5),
        new WebhookRequest.Show(id(), id()),
        new WebhookRequest.Change(
            id(), id(), Optional.empty(), Optional.of(WebhookEvents.ALL), Optional.of(true)),
        new WebhookRequest.Remove(id(), id()),
        new WebhookRequest.Rotate(id(), id(), 24),
        new WebhookRequest.Ping(id(), id()),
        new WebhookRequest.ListDeliveries(id(), id(), Optional.of("failed"), Optional.empty(), 5),
        new WebhookRequest.ShowDelivery(id(), id(), id()),
        new WebhookRequest.Repeat(id(), id(), id()),
        new WebhookPage(List.of(webhook()), Optional.of("next")),
        webhook(),
        new WebhookRemoved(id()),
        delivery(),
        new WebhookDeliveryPage(List.of(delivery()), Optional.empty()),
        new ShuttingDown(Instant.EPOCH));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMessage")
  @DisplayName("every message survives the way to another node")
  void overTheWire(Record message) {
    MessageCodec<Record, Record> codec = codecs().get(message.getClass());
    Buffer wire = Buffer.buffer("before");
    codec.encodeToWire(wire, message);

    assertThat(codec.decodeFromWire("before".length(), wire)).isEqualTo(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMessage")
  @DisplayName("every message is handed over within the process as it is")
  void withinTheProcess(Record message) throws Exception {
    AtomicReference<Object> received = new AtomicReference<>();
    vertx
        .eventBus()
        .consumer(
            "here",
            it -> {
              received.set(it.body());
              it.reply(it.body());
            });
    Object reply = vertx.eventBus().request("here", message).await(10, TimeUnit.SECONDS).body();

    assertThat(received.get()).isSameAs(message);
    assertThat(reply).isSameAs(message);
  }

  @Test
  @DisplayName("a field that this node does not know yet is ignored")
  void unknownField() throws Exception {
    Map<String, Object> fields = new HashMap<>();
    fields.put("turnId", id());
    fields.put("invented", "later");
    byte[] json = new ObjectMapper().writeValueAsBytes(fields);
    Buffer wire = Buffer.buffer().appendInt(json.length).appendBytes(json);

    assertThat(codecs().get(AnswerStored.class).decodeFromWire(0, wire))
        .isEqualTo(new AnswerStored((UUID) fields.get("turnId")));
  }

  @Test
  @DisplayName("a failure arrives as the one that was meant, an exception without its text")
  void failures() {
    Address<AnswerStored, AnswerStored> meant = new Address<>("meant");
    Address<AnswerStored, AnswerStored> broken = new Address<>("broken");
    Bus bus = new Bus(vertx);
    bus.answer(meant, question -> Future.failedFuture(Failure.NOT_FOUND.because("no such turn")));
    bus.answer(
        broken,
        question -> {
          throw new IllegalStateException("secret");
        });

    assertThatThrownBy(() -> ask(bus, meant))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.NOT_FOUND))
        .hasMessageContaining("no such turn");
    assertThatThrownBy(() -> ask(bus, broken))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.INTERNAL))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> ask(bus, new Address<>("nobody")))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.UNAVAILABLE));
  }

  @Test
  @DisplayName("a visitor's secret shows in no text of a message")
  void secret() {
    Turn turn = new Turn(id(), new VisitorSecret("hush"), "Hello");
    assertThat(turn.toString()).doesNotContain("hush");
  }

  private static AnswerStored ask(Bus bus, Address<AnswerStored, AnswerStored> address)
      throws Exception {
    return bus.request(address, new AnswerStored(id())).await(10, TimeUnit.SECONDS);
  }

  /** The codecs, as they are given to a bus. */
  @SuppressWarnings("unchecked")
  private static Map<Class<?>, MessageCodec<Record, Record>> codecs() {
    Map<Class<?>, MessageCodec<Record, Record>> codecs = new HashMap<>();
    EventBus recorder =
        (EventBus)
            Proxy.newProxyInstance(
                EventBus.class.getClassLoader(),
                new Class<?>[] {EventBus.class},
                (proxy, method, arguments) -> {
                  codecs.put((Class<?>) arguments[0], (MessageCodec<Record, Record>) arguments[1]);
                  return proxy;
                });
    BusCodecs.register(recorder);
    return codecs;
  }

  private static Erasure erasure() {
    return new Erasure(id(), 1, 2, 3, 4, 5, Instant.EPOCH);
  }

  private static CustomerPage.CustomerView customer() {
    return new CustomerPage.CustomerView(
        id(), "a@b.com", "A@b.com", Instant.EPOCH, 1, Optional.of(id()));
  }

  private static RoomPage.RoomView room() {
    return new RoomPage.RoomView(
        id(),
        id(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(id()),
        7,
        Optional.of(Instant.EPOCH));
  }

  private static MessageView message() {
    return new MessageView(
        id(),
        id(),
        id(),
        Role.USER,
        "complete",
        "Hi",
        Instant.EPOCH,
        true,
        Optional.of(Rating.UP),
        SOURCES);
  }

  private static DomainView domain(BotKind bot, List<String> origins, DomainLimits limits) {
    return new DomainView(id(), "x", false, bot, "Away", "Hi", "en", "english", origins, limits, 3);
  }

  private static WebhookView webhook() {
    return new WebhookView(
        id(),
        id(),
        "https://x.example",
        WebhookEvents.ALL,
        false,
        Optional.of("gone"),
        Optional.of("whsec_"),
        Instant.EPOCH);
  }

  private static WebhookDelivery delivery() {
    return new WebhookDelivery(
        id(),
        id(),
        id(),
        WebhookEvents.PING,
        id(),
        "pending",
        2,
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.of(500),
        Optional.of("answered 500"));
  }

  private static DomainLimits limits() {
    DomainLimits.Limit limit = new DomainLimits.Limit(Optional.of(7), Optional.of(0.5));
    return new DomainLimits(limit, DomainLimits.Limit.NONE, limit, limit);
  }

  private static UUID id() {
    return UUID.randomUUID();
  }
}
