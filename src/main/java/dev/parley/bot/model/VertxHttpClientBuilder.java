package dev.parley.bot.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/**
 * Hands one client to langchain4j, whose time-outs are passed over: ours know of tokens, its know
 * only of bytes.
 */
final class VertxHttpClientBuilder implements HttpClientBuilder {

  private final HttpClient client;
  private Duration connectTimeout;
  private Duration readTimeout;

  VertxHttpClientBuilder(HttpClient client) {
    this.client = client;
  }

  @Override
  public Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    connectTimeout = timeout;
    return this;
  }

  @Override
  public Duration readTimeout() {
    return readTimeout;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    readTimeout = timeout;
    return this;
  }

  @Override
  public HttpClient build() {
    return client;
  }
}
