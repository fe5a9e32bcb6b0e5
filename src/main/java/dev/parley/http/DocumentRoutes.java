package dev.parley.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /admin/openapi.yaml} and {@code /admin/openapi.json}: the document of the admin API, for
 * whoever asks, since it says nothing that is secret.
 */
final class DocumentRoutes {

  private static final String YAML = "/admin/openapi.yaml";
  private static final String JSON = "/admin/openapi.json";

  private final Problems problems;
  private final Future<Document> document;

  /** The same twice. */
  private record Document(String yaml, String json) {}

  /** Reads the document on a worker; who asks before it is read waits for it. */
  DocumentRoutes(Vertx vertx, Problems problems) {
    this.problems = problems;
    this.document = vertx.executeBlocking(DocumentRoutes::read, false);
  }

  private static Document read() throws JsonProcessingException {
    String yaml = ShippedFile.read("/admin/openapi.yaml");
    return new Document(yaml, new JsonMapper().writeValueAsString(new YAMLMapper().readTree(yaml)));
  }

  void mountOn(Router router) {
    router
        .get(YAML)
        .handler(context -> send(context, "application/yaml", document.map(Document::yaml)));
    router
        .get(JSON)
        .handler(context -> send(context, "application/json", document.map(Document::json)));
    router.route(YAML).handler(problems.otherMethods("GET"));
    router.route(JSON).handler(problems.otherMethods("GET"));
  }

  private void send(RoutingContext context, String type, Future<String> text) {
    text.onSuccess(
            it ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(it))
        .onFailure(failure -> problems.send(context.request(), Problems.of(failure)));
  }
}
