package dev.parley.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.testing.AdminContract.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** An operator's program: asks the admin API, and holds every answer to its document. */
public final class AdminClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final AdminContract contract = AdminContract.read();
  private final int port;
  private final String token;

  /**
   * @param port the management port
   * @param token the bearer token
   */
  public AdminClient(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /** What it holds the answers to, and what of it was seen. */
  public AdminContract contract() {
    return contract;
  }

  /** Asks without a body. */
  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  /** Asks for the JSON of a 200. */
  public JsonNode read(String path) {
    return json(get(path), 200);
  }

  /**
   * Asks with a body; an empty one is none.
   *
   * @param headers names and values in turn
   */
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    return exchange(method, path, body, "Bearer " + token, headers);
  }

  /** Asks without the token. */
  public HttpResponse<String> sendUnknown(String method, String path) {
    return exchange(method, path, "", "Bearer wrong");
  }

  private HttpResponse<String> exchange(
      String method, String path, String body, String authorization, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", authorization)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      contract.check(Exchange.of(response, body));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The body of an answer with that status. */
  public static JsonNode json(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(response + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }
}
