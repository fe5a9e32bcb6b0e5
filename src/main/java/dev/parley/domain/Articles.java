package dev.parley.domain;

import dev.parley.bus.ArticlePage;
import dev.parley.bus.ArticlePage.ArticleSummary;
import dev.parley.bus.ArticleRemoved;
import dev.parley.bus.ArticleView;
import dev.parley.bus.ArticleView.PassageView;
import dev.parley.bus.DomainRequest;
import dev.parley.bus.Failure;
import dev.parley.domain.Cursors.Cut;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The knowledge bases, as the people who run the sites look through them. Thread-safe. */
final class Articles {

  private final Pool pool;

  Articles(Pool pool) {
    this.pool = pool;
  }

  Future<ArticlePage> list(DomainRequest.ListArticles request) {
    Tuple page = Tuple.of(request.domainId(), Cursors.text(request.cursor()), request.limit() + 1);
    return pool.preparedQuery(DomainQueries.LIST_ARTICLES)
        .execute(page)
        .map(rows -> Cut.of(rows, request.limit(), Articles::summary, ArticleSummary::name))
        .map(cut -> new ArticlePage(cut.items(), cut.next()));
  }

  /** Fails with {@link Failure#NOT_FOUND} when the tenant has no such article. */
  Future<ArticleView> show(DomainRequest.ShowArticle request) {
    return pool.preparedQuery(DomainQueries.ARTICLE)
        .execute(Tuple.of(request.domainId(), request.name()))
        .map(rows -> article(request.name(), rows));
  }

  /**
   * Fails with {@link Failure#NOT_FOUND} when the tenant has no such article. One that is loaded at
   * the same moment is gone or there, but never half.
   */
  Future<ArticleRemoved> remove(DomainRequest.RemoveArticle request) {
    Tuple article = Tuple.of(request.domainId()).addArrayOfString(new String[] {request.name()});
    return pool.withTransaction(
        connection ->
            Knowledge.lock(connection, request.domainId())
                .compose(
                    locked ->
                        connection.preparedQuery(DomainQueries.REMOVE_ARTICLES).execute(article))
                .map(
                    removed -> {
                      if (removed.rowCount() == 0) {
                        throw Failure.NOT_FOUND.because("there is no such article");
                      }
                      return new ArticleRemoved(request.domainId(), request.name());
                    }));
  }

  private static ArticleSummary summary(Row row) {
    return new ArticleSummary(
        row.getString("article"),
        Optional.ofNullable(row.getString("url")),
        row.getInteger("passages"),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  private static ArticleView article(String name, RowSet<Row> rows) {
    Row first = Tenants.requireThing(rows, "article", name);
    return new ArticleView(
        name,
        Optional.ofNullable(first.getString("url")),
        first.getOffsetDateTime("created_at").toInstant(),
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> new PassageView(row.getString("heading"), row.getString("body")))
            .toList());
  }
}
