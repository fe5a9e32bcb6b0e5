package dev.parley.domain;

import dev.parley.bus.DomainRequest.Article;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.KnowledgeLoaded;
import dev.parley.database.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenants' knowledge bases. Thread-safe. */
final class Knowledge {

  private static final Logger LOG = LoggerFactory.getLogger(Knowledge.class);

  /** The longest passage that PostgreSQL surely takes: an index entry is at most 1 MB. */
  private static final int LONGEST_PASSAGE = 50_000;

  /**
   * How many passages a statement indexes: long headings are indexed with each passage below them,
   * and a whole article of those would take longer than a statement may.
   */
  static final int AT_ONCE = 50;

  private final Pool pool;
  private final Ids ids = new Ids();
  private final ArticleCutter cutter = new ArticleCutter();
  private final AtomicInteger plansWanted = new AtomicInteger();

  Knowledge(Pool pool) {
    this.pool = pool;
  }

  /**
   * Puts articles in the place of those of the same names, all of them or none.
   *
   * @param cut the articles' passages, by the articles' names
   * @param shipped whether Parley itself brings them
   */
  Future<KnowledgeLoaded> load(UUID domainId, Map<String, List<Passage>> cut, boolean shipped) {
    return pool.withTransaction(
            connection ->
                lock(connection, domainId)
                    .compose(
                        locked -> remove(connection, domainId, cut.keySet().toArray(String[]::new)))
                    .compose(removed -> add(connection, domainId, cut, shipped)))
        .onSuccess(added -> planAnew())
        .map(new KnowledgeLoaded(cut.size(), cut.values().stream().mapToInt(List::size).sum()));
  }

  /**
   * One at a time, however many articles come one by one, and once more for those that came
   * meanwhile. Nobody waits for it: what was loaded is there, whether or not this goes well.
   */
  private void planAnew() {
    if (plansWanted.getAndIncrement() == 0) {
      planAllAnew();
    }
  }

  private void planAllAnew() {
    int wanted = plansWanted.get();
    pool.query(DomainQueries.PLAN_ANEW)
        .execute()
        .onFailure(cause -> LOG.debug("cannot have the passages' plan made anew now", cause))
        .onComplete(
            done -> {
              if (!plansWanted.compareAndSet(wanted, 0)) {
                planAllAnew();
              }
            });
  }

  /** An article's passages as it would be loaded. */
  List<Passage> passages(Article article) {
    return cutter.cut(article);
  }

  /**
   * What of an article is in the database: heading, body, url and whether Parley itself brought it.
   */
  Future<RowSet<Row>> stored(UUID domainId, String article) {
    return pool.preparedQuery(DomainQueries.ARTICLE).execute(Tuple.of(domainId, article));
  }

  /**
   * The passages of articles, by the articles' names. Takes up to half a second for each, so not on
   * an event loop, unless they are known to be short.
   *
   * @throws InvalidFieldException when one cannot be loaded
   */
  Map<String, List<Passage>> cut(List<Article> articles) {
    Map<String, List<Passage>> cut = new LinkedHashMap<>();
    for (Article article : articles) {
      cut.put(article.name(), requireFit(article, cutter.cut(article)));
    }
    return cut;
  }

  private static List<Passage> requireFit(Article article, List<Passage> passages) {
    if (passages.isEmpty()) {
      throw new InvalidFieldException(
          "article " + article.name(), "must have text below its headings");
    }
    if (passages.stream().anyMatch(it -> it.body().length() > LONGEST_PASSAGE)) {
      throw new InvalidFieldException(
          "article " + article.name(),
          "must not have a paragraph, list or code block of more than "
              + LONGEST_PASSAGE
              + " characters");
    }
    return passages;
  }

  /** Until the transaction's end. Fails with {@code UNKNOWN_DOMAIN}. */
  static Future<Row> lock(SqlConnection connection, UUID domainId) {
    return connection
        .preparedQuery(DomainQueries.LOCK_KNOWLEDGE)
        .execute(Tuple.of(domainId))
        .map(rows -> Tenants.requireRow(rows, domainId));
  }

  private static Future<RowSet<Row>> remove(
      SqlConnection connection, UUID domainId, String[] articles) {
    return connection
        .preparedQuery(DomainQueries.REMOVE_ARTICLES)
        .execute(Tuple.of(domainId).addArrayOfString(articles));
  }

  private Future<Void> add(
      SqlConnection connection,
      UUID domainId,
      Map<String, List<Passage>> articles,
      boolean shipped) {
    List<Placed> all = new ArrayList<>();
    articles.forEach(
        (name, passages) -> {
          for (int position = 0; position < passages.size(); position++) {
            all.add(new Placed(ids.create(), name, position, passages.get(position)));
          }
        });
    Future<Void> added = Future.succeededFuture();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Placed> part = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      added = added.compose(before -> add(connection, domainId, part, shipped));
    }
    return added;
  }

  private static Future<Void> add(
      SqlConnection connection, UUID domainId, List<Placed> part, boolean shipped) {
    Tuple columns =
        Tuple.of(domainId, shipped)
            .addArrayOfUUID(part.stream().map(Placed::id).toArray(UUID[]::new))
            .addArrayOfString(part.stream().map(Placed::article).toArray(String[]::new))
            .addArrayOfInteger(part.stream().map(Placed::position).toArray(Integer[]::new))
            .addArrayOfString(column(part, Passage::path))
            .addArrayOfString(column(part, Passage::above))
            .addArrayOfString(column(part, Passage::heading))
            .addArrayOfString(column(part, Passage::body))
            .addArrayOfString(column(part, passage -> passage.url().orElse(null)));
    return connection.preparedQuery(DomainQueries.ADD_PASSAGES).execute(columns).mapEmpty();
  }

  private static String[] column(List<Placed> passages, Function<Passage, String> column) {
    return passages.stream().map(Placed::passage).map(column).toArray(String[]::new);
  }

  /** A passage where it is to be. */
  private record Placed(UUID id, String article, int position, Passage passage) {}
}
