package dev.parley.domain;

import dev.parley.bus.Address;
import dev.parley.bus.Addresses;
import dev.parley.bus.ArticleRemoved;
import dev.parley.bus.Bus;
import dev.parley.bus.DomainChanged;
import dev.parley.bus.DomainRemoved;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.DomainSecrets;
import dev.parley.bus.DomainView;
import dev.parley.bus.KnowledgeLoaded;
import dev.parley.database.Absence;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Answers what the people who run the sites ask for: the {@code domain.*} addresses of {@link
 * Addresses}. Tells the others when a tenant changed, after it is committed.
 */
public final class DomainVerticle extends VerticleBase {

  /** Articles are cut on threads of their own: many at once must not hold up the visitors. */
  private static final int CUTTERS = 2;

  private final Tenants tenants;
  private final Secrets secrets;
  private final TenantSettings settings;
  private final Policies policies;
  private final Knowledge knowledge;
  private final Articles articles;
  private final Customers customers;
  private final Conversations conversations;
  private final Verifications verifications;

  private Bus bus;
  private WorkerExecutor cutters;

  public DomainVerticle(Pool pool) {
    this(pool, Verifications.SETTLED);
  }

  /**
   * @param settled by when every process knows that a secret has ended
   */
  DomainVerticle(Pool pool, Duration settled) {
    this.tenants = new Tenants(pool);
    this.secrets = new Secrets(pool);
    this.settings = new TenantSettings(pool);
    this.policies = new Policies(pool);
    this.knowledge = new Knowledge(pool);
    this.articles = new Articles(pool);
    this.customers = new Customers(pool);
    this.conversations = new Conversations(pool);
    this.verifications = new Verifications(pool, settled);
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    cutters = vertx.createSharedWorkerExecutor("article-cutter", CUTTERS);
    List<Future<Void>> ready = new ArrayList<>();
    ready.add(policies.warmUp());
    ready.add(answer(Addresses.DOMAIN_CREATE, this::create));
    ready.add(answer(Addresses.DOMAIN_LIST, tenants::list));
    ready.add(answer(Addresses.DOMAIN_SHOW, request -> tenants.show(request.domainId())));
    ready.add(answer(Addresses.DOMAIN_REMOVE, this::remove));
    ready.add(answer(Addresses.DOMAIN_BOT, this::chooseBot));
    ready.add(answer(Addresses.DOMAIN_SECRETS, request -> secrets.show(request.domainId())));
    ready.add(answer(Addresses.DOMAIN_SECRET_ROTATE, this::rotateSecret));
    ready.add(answer(Addresses.DOMAIN_SETTINGS, this::changeSettings));
    ready.add(answer(Addresses.DOMAIN_KNOWLEDGE, this::loadKnowledge));
    ready.add(answer(Addresses.DOMAIN_POLICY, request -> policies.find(request.domainId())));
    ready.add(answerOf(Addresses.DOMAIN_ARTICLES, articles::list, it -> it.domainId()));
    ready.add(answerOf(Addresses.DOMAIN_ARTICLE, articles::show, it -> it.domainId()));
    ready.add(answer(Addresses.DOMAIN_ARTICLE_REMOVE, this::removeArticle));
    ready.add(answerOf(Addresses.DOMAIN_CUSTOMERS, customers::list, it -> it.domainId()));
    ready.add(answerOf(Addresses.DOMAIN_CUSTOMER, customers::show, it -> it.domainId()));
    ready.add(answerOf(Addresses.DOMAIN_ROOMS, customers::rooms, it -> it.domainId()));
    ready.add(answerOf(Addresses.DOMAIN_CONVERSATIONS, conversations::read, it -> it.domainId()));
    ready.add(answerOf(Addresses.DOMAIN_MESSAGES, conversations::messages, it -> it.domainId()));
    return Future.all(ready);
  }

  @Override
  public Future<?> stop() {
    return cutters.close();
  }

  private <Q, R> Future<Void> answer(Address<Q, R> address, Function<Q, Future<R>> answer) {
    return bus.answer(address, (Q request) -> answer.apply(request).recover(Absence::told))
        .completion();
  }

  /** Only for a tenant that is there. */
  private <Q, R> Future<Void> answerOf(
      Address<Q, R> address, Function<Q, Future<R>> answer, Function<Q, UUID> domainId) {
    return answer(
        address,
        request -> tenants.show(domainId.apply(request)).compose(it -> answer.apply(request)));
  }

  /** Somebody may have asked for it before, and keep that there is none. */
  private Future<DomainView> create(DomainRequest.Create request) {
    return tenants.create(request.name()).onSuccess(created -> changed(created.id()));
  }

  private Future<DomainRemoved> remove(DomainRequest.Remove request) {
    return tenants.remove(request.domainId()).onSuccess(done -> changed(request.domainId()));
  }

  private Future<DomainView> chooseBot(DomainRequest.ChooseBot request) {
    return tenants.chooseBot(request).onSuccess(done -> changed(request.domainId()));
  }

  /** When no former secret is valid any more, since it leaked perhaps, nobody stays verified. */
  private Future<DomainSecrets> rotateSecret(DomainRequest.RotateSecret request) {
    UUID domainId = request.domainId();
    return secrets
        .rotate(request)
        .onSuccess(done -> changed(domainId))
        .compose(
            done ->
                request.validHours() > 0
                    ? Future.succeededFuture(done)
                    : verifications.end(vertx, domainId).map(done));
  }

  private Future<DomainView> changeSettings(DomainRequest.ChangeSettings request) {
    return settings
        .change(request)
        .compose(done -> tenants.show(request.domainId()))
        .onSuccess(done -> changed(request.domainId()));
  }

  private Future<KnowledgeLoaded> loadKnowledge(DomainRequest.LoadKnowledge request) {
    return cutters
        .executeBlocking(() -> knowledge.cut(request.articles()), false)
        .compose(cut -> knowledge.load(request.domainId(), cut, false))
        .onSuccess(done -> changed(request.domainId()));
  }

  private Future<ArticleRemoved> removeArticle(DomainRequest.RemoveArticle request) {
    return articles.remove(request).onSuccess(done -> changed(request.domainId()));
  }

  private void changed(UUID domainId) {
    bus.publish(Addresses.DOMAIN_CHANGED, new DomainChanged(domainId));
  }
}
