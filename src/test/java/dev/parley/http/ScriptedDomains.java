package dev.parley.http;

import dev.parley.bus.Addresses;
import dev.parley.bus.BotKind;
import dev.parley.bus.Bus;
import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.CustomerPage;
import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.DomainLimits;
import dev.parley.bus.DomainLimits.Limit;
import dev.parley.bus.DomainPage;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainSecrets.Secret;
import dev.parley.bus.DomainView;
import dev.parley.bus.Failure;
import dev.parley.bus.KnowledgeLoaded;
import dev.parley.bus.MessageView;
import dev.parley.bus.Rating;
import dev.parley.bus.Role;
import dev.parley.bus.Source;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Stands for the domain verticle: knows one domain, and keeps what it is asked. Thread-safe. */
final class ScriptedDomains {

  static final UUID ID = UUID.fromString("22222222-2222-4222-8222-222222222222");
  static final String NEXT = "bmV4dA";
  static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final DomainSecrets SECRETS =
      new DomainSecrets(
          ID,
          List.of(
              new Secret("new", THEN, Optional.empty()),
              new Secret("old", THEN, Optional.of(THEN))));

  static final DomainLimits LIMITS =
      new DomainLimits(
          new Limit(Optional.of(7), Optional.of(0.5)),
          Limit.NONE,
          new Limit(Optional.of(100), Optional.empty()),
          Limit.NONE);

  final List<DomainRequest> asked = new CopyOnWriteArrayList<>();
  volatile String name = "Shop";
  volatile boolean enabled = true;
  volatile int rooms = 1;
  volatile int onFirstPage = 1;

  ScriptedDomains(Vertx vertx) {
    Bus bus = new Bus(vertx);
    bus.answer(Addresses.DOMAIN_CREATE, keeping(it -> view()));
    bus.answer(Addresses.DOMAIN_LIST, keeping(it -> page(it)));
    bus.answer(Addresses.DOMAIN_SHOW, keeping(it -> known(it.domainId(), view())));
    bus.answer(Addresses.DOMAIN_BOT, keeping(it -> known(it.domainId(), view())));
    bus.answer(Addresses.DOMAIN_SECRETS, keeping(it -> known(it.domainId(), SECRETS)));
    bus.answer(Addresses.DOMAIN_SECRET_ROTATE, keeping(it -> known(it.domainId(), SECRETS)));
    bus.answer(Addresses.DOMAIN_SETTINGS, keeping(it -> known(it.domainId(), view())));
    bus.answer(
        Addresses.DOMAIN_KNOWLEDGE,
        keeping(it -> known(it.domainId(), new KnowledgeLoaded(it.articles().size(), 3))));
    bus.answer(
        Addresses.DOMAIN_CONVERSATIONS, keeping(it -> known(it.domainId(), conversations(it))));
    bus.answer(Addresses.DOMAIN_CUSTOMERS, keeping(it -> known(it.domainId(), customers(it))));
  }

  private <Q extends DomainRequest, R> Function<Q, Future<R>> keeping(Function<Q, R> answer) {
    return request -> {
      asked.add(request);
      return Future.succeededFuture(answer.apply(request));
    };
  }

  private static <T> T known(UUID domainId, T value) {
    if (!domainId.equals(ID)) {
      throw Failure.UNKNOWN_DOMAIN.because("no domain " + domainId);
    }
    return value;
  }

  /** A first page of two; the second is the last one. */
  private DomainPage page(DomainRequest.ListAll request) {
    return new DomainPage(Collections.nCopies(onFirstPage, view()), next(request.cursor()));
  }

  private Optional<String> next(Optional<String> cursor) {
    return cursor.isPresent() ? Optional.empty() : Optional.of(NEXT);
  }

  private DomainView view() {
    return new DomainView(
        ID,
        name,
        enabled,
        BotKind.KNOWLEDGE,
        "",
        "Hi\u001b[2J",
        "en",
        "english",
        List.of("https://a.example", "*"),
        LIMITS,
        2);
  }

  private ConversationPage conversations(DomainRequest.ReadConversations request) {
    return new ConversationPage(
        List.of(new Conversation(ID, Optional.of("a@b.c"), THEN, List.of(question(), answer()))),
        next(request.cursor()));
  }

  private static MessageView question() {
    return new MessageView(
        ID,
        ID,
        ID,
        Role.USER,
        "complete",
        "Hi\u001b[2J\nall",
        THEN,
        true,
        Optional.empty(),
        List.of());
  }

  private static MessageView answer() {
    return new MessageView(
        ID,
        ID,
        ID,
        Role.ASSISTANT,
        "failed",
        "Hel",
        THEN,
        false,
        Optional.of(Rating.DOWN),
        List.of(new Source("Hours\u001b", Optional.empty())));
  }

  private CustomerPage customers(DomainRequest.ReadCustomers request) {
    return new CustomerPage(
        request.cursor().isEmpty() ? List.of(customer()) : List.of(), Optional.empty());
  }

  private CustomerView customer() {
    return new CustomerView(ID, "a@b.c", "A@b.c", THEN, rooms, Optional.empty());
  }
}
