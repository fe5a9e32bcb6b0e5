package dev.parley.domain;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainView;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.KnowledgeLoaded;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Answers what the people who run the sites ask for: the {@code domain.*} addresses of {@link
 * Addresses}. Tells the others when a tenant changed, after it is committed.
 */
public final class DomainVerticle extends VerticleBase {

  private final Tenants tenants;
  private final Policies policies;
  private final Knowledge knowledge;
  private final Conversations conversations;

  private Bus bus;

  public DomainVerticle(Pool pool) {
    this.tenants = new Tenants(pool);
    this.policies = new Policies(pool);
    this.knowledge = new Knowledge(pool);
    this.conversations = new Conversations(pool);
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    List<Future<Void>> ready = new ArrayList<>();
    ready.add(answer(Addresses.DOMAIN_CREATE, this::create));
    ready.add(answer(Addresses.DOMAIN_LIST, tenants::list));
    ready.add(answer(Addresses.DOMAIN_SHOW, request -> tenants.show(request.domainId())));
    ready.add(answer(Addresses.DOMAIN_BOT, this::chooseBot));
    ready.add(answer(Addresses.DOMAIN_KNOWLEDGE, this::loadKnowledge));
    ready.add(answer(Addresses.DOMAIN_POLICY, request -> policies.find(request.domainId())));
    ready.add(
        answer(
            Addresses.DOMAIN_CONVERSATIONS,
            request -> known(request.domainId()).compose(it -> conversations.read(request))));
    ready.add(
        answer(
            Addresses.DOMAIN_CUSTOMERS,
            request -> known(request.domainId()).compose(it -> conversations.customers(request))));
    return Future.all(ready);
  }

  private <Q, R> Future<Void> answer(Address<Q, R> address, Function<Q, Future<R>> answer) {
    return bus.answer(address, (Q request) -> answer.apply(request).recover(DomainVerticle::failed))
        .completion();
  }

  /** Somebody may have asked for it before, and keep that there is none. */
  private Future<DomainView> create(DomainRequest.Create request) {
    return tenants.create(request.name()).onSuccess(created -> changed(created.id()));
  }

  private Future<DomainView> chooseBot(DomainRequest.ChooseBot request) {
    return tenants.chooseBot(request).onSuccess(done -> changed(request.domainId()));
  }

  private Future<KnowledgeLoaded> loadKnowledge(DomainRequest.LoadKnowledge request) {
    return vertx
        .executeBlocking(() -> knowledge.cut(request.articles()), false)
        .compose(cut -> knowledge.load(request.domainId(), cut, false))
        .onSuccess(done -> changed(request.domainId()));
  }

  private Future<DomainView> known(UUID domainId) {
    return tenants.show(domainId);
  }

  private void changed(UUID domainId) {
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(domainId));
  }

  /** What no statement is to blame for is the database being away. */
  private static <R> Future<R> failed(Throwable cause) {
    boolean told = cause instanceof ReplyException || cause instanceof InvalidFieldException;
    boolean ours = cause instanceof PgException pg && !goesDown(pg);
    return Future.failedFuture(
        told || ours ? cause : Failure.UNAVAILABLE.because("the database is away"));
  }

  /** Classes 08 (connection), 53 (resources) and 57 (shutdown) of PostgreSQL's error codes. */
  private static boolean goesDown(PgException failure) {
    String state = failure.getSqlState();
    return state != null
        && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
  }
}
