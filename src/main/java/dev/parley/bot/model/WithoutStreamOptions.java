package dev.parley.bot.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.vertx.core.json.JsonObject;

/**
 * Leaves {@code stream_options} out of requests. langchain4j always asks so for what an answer
 * costs; Mistral tells it unasked, and has answered 422 to the question.
 */
record WithoutStreamOptions(HttpClient client) implements HttpClient {

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return client.execute(without(request));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    client.execute(without(request), parser, listener);
  }

  private static HttpRequest without(HttpRequest request) {
    JsonObject body = new JsonObject(request.body());
    body.remove("stream_options");
    return HttpRequest.builder()
        .method(request.method())
        .url(request.url())
        .headers(request.headers())
        .body(body.encode())
        .build();
  }
}
