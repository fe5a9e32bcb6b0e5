package dev.parley.domain;

import dev.parley.bus.DomainRequest.Article;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenant that comes with an embedded start, with a knowledge base about Parley itself. Brings
 * its articles up to date in a new version, and leaves alone what an owner made of the tenant.
 */
public final class DemoDomain {

  /** The demo tenant's id: the same everywhere, so that examples can be typed. */
  public static final UUID ID = UUID.fromString("11111111-1111-4111-8111-111111111111");

  private static final Logger LOG = LoggerFactory.getLogger(DemoDomain.class);

  private static final String NAME = "demo";
  private static final List<String> ARTICLES =
      List.of("parley.md", "running.md", "embedding.md", "privacy.md", "knowledge.md");

  private final Tenants tenants;
  private final Knowledge knowledge;

  public DemoDomain(Pool pool) {
    this.tenants = new Tenants(pool);
    this.knowledge = new Knowledge(pool);
  }

  /** Makes the tenant when it is missing, and loads the articles of this version. */
  public Future<Void> install() {
    return tenants
        .create(ID, NAME)
        .compose(done -> Future.all(ARTICLES.stream().map(this::refresh).toList()))
        .mapEmpty();
  }

  private Future<Void> refresh(String name) {
    Article article = new Article(name, shipped(name));
    return knowledge
        .stored(ID, name)
        .compose(
            stored ->
                isOwners(stored) || isCurrent(stored, article)
                    ? Future.succeededFuture()
                    : load(article));
  }

  private Future<Void> load(Article article) {
    return knowledge
        .load(ID, knowledge.cut(List.of(article)), true)
        .onSuccess(loaded -> LOG.debug("Demo article {}: {}", article.name(), loaded))
        .mapEmpty();
  }

  private static boolean isOwners(RowSet<Row> stored) {
    return StreamSupport.stream(stored.spliterator(), false)
        .anyMatch(row -> !row.getBoolean("shipped"));
  }

  private boolean isCurrent(RowSet<Row> stored, Article article) {
    List<Passage> passages = knowledge.passages(article);
    Iterator<Row> rows = stored.iterator();
    return stored.size() == passages.size()
        && passages.stream().allMatch(passage -> isSame(passage, rows.next()));
  }

  private static boolean isSame(Passage passage, Row row) {
    return passage.path().equals(row.getString("heading"))
        && passage.body().equals(row.getString("body"))
        && passage.url().equals(Optional.ofNullable(row.getString("url")));
  }

  private static String shipped(String name) {
    try (InputStream text = DemoDomain.class.getResourceAsStream("/demo/" + name)) {
      if (text == null) {
        throw new IllegalStateException("the jar lacks demo/" + name);
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
