package dev.parley.testing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What the OpenAPI document of the admin API promises: holds each answer to it, and remembers what
 * was seen. Throws an {@link AssertionError} for a route, a status, a header or a content type that
 * the document does not have, and for a body that breaks its schema. Thread-safe.
 */
public final class AdminContract {

  /** Those of every route with a body, or of a database that is away: seen once is enough. */
  private static final Set<String> SELDOM = Set.of("408", "413", "415", "503");

  private static final String HERE = "https://parley.invalid/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;
  private final JsonSchemaFactory schemas;
  private final SchemaValidatorsConfig strict =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  /** An operation of the document, by its method in lower case and its path with its holes. */
  private record Operation(String method, String path, JsonNode node) {

    private String answer(String status) {
      return method + " " + path + " " + status;
    }
  }

  private AdminContract(JsonNode document) {
    this.document = document;
    this.schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            it -> it.schemaLoaders(with -> with.schemas(Map.of(HERE, document.toString()))));
  }

  /** The one that the program serves. */
  public static AdminContract read() {
    try (InputStream yaml = AdminContract.class.getResourceAsStream("/admin/openapi.yaml")) {
      return of(new String(yaml.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AdminContract of(String yaml) {
    try {
      YAMLMapper mapper =
          YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
      return new AdminContract(mapper.readTree(yaml));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The document itself. */
  public JsonNode document() {
    return document;
  }

  /** One exchange. A request is held to the document as well, when it was one that went well. */
  public void check(Exchange exchange) {
    Optional<Operation> found = operation(exchange.method(), exchange.uri());
    if (found.isEmpty()) {
      requireNoSuchThing(exchange);
      return;
    }
    Operation operation = found.get();
    JsonNode answer =
        require(
            resolve(operation.node().path("responses").path(exchange.status() + "")),
            exchange + " is not documented");
    requireHeaders(exchange, answer);
    checkBody(exchange, answer.path("content"));
    if (exchange.status() < 300) {
      checkRequest(exchange, operation);
    }
    seen.add(operation.answer(exchange.status() + ""));
  }

  /** What the document has under a tag, and nobody asked for or got. */
  public Set<String> unseen(String tag) {
    Set<String> all = new TreeSet<>();
    for (Operation operation : operations()) {
      if (operation.node().path("tags").path(0).asText().equals(tag)) {
        operation
            .node()
            .path("responses")
            .fieldNames()
            .forEachRemaining(
                status -> {
                  if (!SELDOM.contains(status)) {
                    all.add(operation.answer(status));
                  }
                });
      }
    }
    all.removeAll(seen);
    return all;
  }

  private void requireNoSuchThing(Exchange exchange) {
    if (exchange.status() != 404 && exchange.status() != 405 && exchange.status() != 401) {
      throw new AssertionError(exchange + " is not documented");
    }
    validate(exchange, problem(), exchange.json());
  }

  private JsonNode problem() {
    return JSON.createObjectNode().put("$ref", "#/components/schemas/Problem");
  }

  private void requireHeaders(Exchange exchange, JsonNode answer) {
    answer.path("headers").properties().stream()
        .filter(header -> resolve(header.getValue()).path("required").asBoolean())
        .filter(header -> exchange.header(header.getKey()).isEmpty())
        .findFirst()
        .ifPresent(
            header -> {
              throw new AssertionError(exchange + " has no " + header.getKey());
            });
  }

  private void checkBody(Exchange exchange, JsonNode content) {
    if (content.isMissingNode()) {
      if (!exchange.body().isEmpty()) {
        throw new AssertionError(exchange + " has a body: " + exchange.body());
      }
      return;
    }
    String type = exchange.header("Content-Type").orElse("none").split(";", 2)[0].strip();
    if (type.equals("text/plain") && content.has("application/json")) {
      return; // as the document has it in its beginning
    }
    JsonNode media = require(content.path(type), exchange + " as " + type + " is not documented");
    if (type.endsWith("json")) {
      validate(exchange, media.path("schema"), exchange.json());
    }
  }

  private void checkRequest(Exchange exchange, Operation operation) {
    Set<String> names =
        StreamSupport.stream(operation.node().path("parameters").spliterator(), false)
            .map(this::resolve)
            .map(parameter -> parameter.path("name").asText())
            .collect(Collectors.toSet());
    for (String name : exchange.queryNames()) {
      if (!names.contains(name)) {
        throw new AssertionError(exchange + ": the parameter " + name + " is not documented");
      }
    }
    JsonNode body = resolve(operation.node().path("requestBody"));
    JsonNode schema = body.path("content").path("application/json").path("schema");
    if (!exchange.sent().isEmpty() && !schema.isMissingNode()) {
      validate(exchange, schema, Exchange.json(exchange.sent()));
    } else if (!exchange.sent().isEmpty() && body.isMissingNode()) {
      throw new AssertionError(exchange + ": its body is not documented");
    }
  }

  private void validate(Exchange exchange, JsonNode schema, JsonNode value) {
    Set<ValidationMessage> wrong = schemas.getSchema(rooted(schema), strict).validate(value);
    if (!wrong.isEmpty()) {
      throw new AssertionError(exchange + ": " + wrong + " in " + value);
    }
  }

  /** Its references name the document, which it stands no longer in. */
  private static JsonNode rooted(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    for (JsonNode part : copy.findParents("$ref")) {
      String reference = part.get("$ref").asText();
      if (reference.startsWith("#")) {
        ((ObjectNode) part).put("$ref", HERE + reference);
      }
    }
    return copy;
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static JsonNode require(JsonNode node, String else_) {
    if (node.isMissingNode()) {
      throw new AssertionError(else_);
    }
    return node;
  }

  /** The one with the fewest holes in its path that fits. */
  private Optional<Operation> operation(String method, URI uri) {
    String path = uri.getRawPath();
    return operations().stream()
        .filter(it -> it.method().equalsIgnoreCase(method))
        .filter(it -> path.matches(it.path().replaceAll("\\{[^}]*\\}", "[^/]+")))
        .min((a, b) -> Long.compare(holes(a), holes(b)));
  }

  private static long holes(Operation operation) {
    return operation.path().chars().filter(it -> it == '{').count();
  }

  private List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(it -> it.getValue().has("operationId"))
                    .map(it -> new Operation(it.getKey(), path.getKey(), it.getValue()))
                    .forEach(all::add));
    return all;
  }

  /**
   * A request and its answer.
   *
   * @param sent the request's body; empty when it had none, or when nobody knows
   */
  public record Exchange(
      String method,
      URI uri,
      String sent,
      int status,
      Map<String, List<String>> headers,
      String body) {

    /** By Java's own client. */
    public static Exchange of(java.net.http.HttpResponse<String> response, String sent) {
      return new Exchange(
          response.request().method(),
          response.request().uri(),
          sent,
          response.statusCode(),
          response.headers().map(),
          response.body());
    }

    private Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(it -> it.getKey().equalsIgnoreCase(name))
          .flatMap(it -> it.getValue().stream())
          .findFirst();
    }

    private List<String> queryNames() {
      return uri.getRawQuery() == null
          ? List.of()
          : List.of(uri.getRawQuery().split("&")).stream().map(it -> it.split("=", 2)[0]).toList();
    }

    private JsonNode json() {
      return json(body);
    }

    private static JsonNode json(String text) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }

    @Override
    public String toString() {
      return method + " " + uri + " → " + status;
    }
  }
}
