package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.testing.AdminContract.Exchange;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdminContractTest {

  private static final String DOMAIN =
      """
      {"id":"11111111-1111-4111-8111-111111111111","name":"Shop","enabled":true,"bot":"knowledge","fixedText":"",
       "greeting":"","locale":"en","language":"english","allowedOrigins":[],
       "limits":{"visitor":{},"ip":{},"domain":{},"tokens":{}},"articles":0}""";
  private static final String ONE = "/admin/domains/11111111-1111-4111-8111-111111111111";

  private final AdminContract contract = AdminContract.read();

  private void check(
      String method, String path, String sent, int status, String type, String body) {
    contract.check(
        new Exchange(
            method,
            URI.create("http://127.0.0.1:3001" + path),
            sent,
            status,
            Map.of("content-type", List.of(type)),
            body));
  }

  private void get(String path, int status, String type, String body) {
    check("GET", path, "", status, type, body);
  }

  @Test
  @DisplayName("an answer as it is documented passes, and is remembered")
  void passes() {
    assertThat(contract.unseen("domains")).contains("get /admin/domains/{domainId} 200");
    get(ONE, 200, "application/json", DOMAIN);
    get(ONE, 200, "text/plain; charset=utf-8", "anything");
    assertThat(contract.unseen("domains"))
        .doesNotContain("get /admin/domains/{domainId} 200")
        .contains("get /admin/domains/{domainId} 404");
  }

  @Test
  @DisplayName("a route, a status, a content type or a header that is not documented is refused")
  void undocumented() {
    assertRefused(() -> get("/admin/parrots", 200, "application/json", "{}"), "not documented");
    assertRefused(() -> check("DELETE", ONE, "", 204, "application/json", ""), "not documented");
    assertRefused(() -> get(ONE, 418, "application/json", DOMAIN), "not documented");
    assertRefused(() -> get(ONE, 200, "text/html", DOMAIN), "text/html is not documented");
    assertRefused(
        () -> check("POST", "/admin/domains", "", 201, "application/json", DOMAIN),
        "has no Location");
    assertRefused(
        () -> get("/admin/domains?page=7", 200, "text/plain", ""), "page is not documented");
  }

  @Test
  @DisplayName("a body with a field missing, unknown or of a wrong type is refused")
  void wrongBodies() {
    assertRefused(
        () -> get(ONE, 200, "application/json", DOMAIN.replace("\"name\":\"Shop\",", "")), "name");
    assertRefused(
        () -> get(ONE, 200, "application/json", DOMAIN.replace("\"name\"", "\"x\":1,\"name\"")),
        "x");
    assertRefused(() -> get(ONE, 200, "application/json", DOMAIN.replace("\"Shop\"", "7")), "name");
    assertRefused(
        () -> get(ONE, 200, "application/json", DOMAIN.replace("11111111-1111-4", "1-4")), "uuid");
    assertRefused(
        () -> get(ONE, 200, "application/json", DOMAIN.replace("\"ip\":{}", "\"ip\":{\"x\":1}")),
        "x");
    assertRefused(() -> get(ONE, 404, "application/problem+json", "{\"status\":404}"), "title");
    assertRefused(() -> check("PATCH", ONE, "{\"x\":1}", 200, "application/json", DOMAIN), "x");
  }

  @Test
  @DisplayName("what is nowhere in the document may only be told to be nowhere")
  void nowhere() {
    String problem =
        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"No.\"}";
    assertThatCode(() -> get("/admin/nowhere", 404, "application/problem+json", problem))
        .doesNotThrowAnyException();
    assertRefused(() -> get("/admin/nowhere", 404, "application/problem+json", "{}"), "title");
  }

  @Test
  @DisplayName("every operation has an id of its own and one tag; every answer says what it is")
  void document() {
    List<String> ids = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    contract.document().path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    for (JsonNode path : contract.document().path("paths")) {
      for (JsonNode operation : path) {
        if (operation.has("responses")) {
          ids.add(operation.path("operationId").asText());
          assertThat(operation.path("tags")).hasSize(1);
          assertThat(tags).contains(operation.path("tags").get(0).asText());
          assertThat(operation.path("summary").asText()).isNotEmpty();
        }
      }
    }
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates().allMatch(it -> it.matches("[a-zA-Z]+"));
    assertThat(contract.document().findValuesAsText("$ref"))
        .allSatisfy(
            it -> assertThat(contract.document().at(it.substring(1)).isMissingNode()).isFalse());
  }

  private static void assertRefused(Runnable check, String why) {
    assertThatThrownBy(check::run).isInstanceOf(AssertionError.class).hasMessageContaining(why);
  }
}
