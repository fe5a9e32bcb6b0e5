package dev.parley.settings;

import java.time.Duration;

/**
 * The language model, for the domains whose bot it is.
 *
 * @param provider whose protocol is spoken: {@code openai} or {@code anthropic}
 * @param baseUrl where the OpenAI protocol is spoken, such as {@code http://localhost:11434/v1};
 *     empty is OpenAI's own
 * @param apiKey the key that goes there; empty where none is needed
 * @param anthropicBaseUrl where Anthropic's protocol is spoken; empty is Anthropic's own
 * @param anthropicApiKey the key that goes there. One of its own, so that no provider is ever sent
 *     the key of another
 * @param name the model, as the provider calls it
 * @param systemPrompt what the model is told about its task
 * @param temperature from 0 to 2; below 0 leaves it to the model
 * @param maxTokens the longest answer, in tokens
 * @param firstTokenTimeout how long the first token of an answer may take, the connection included;
 *     anything else that the server sends begins it anew
 * @param tokenTimeout how long each further token may take, in the same way
 * @param timeout how long an answer may take in all
 * @param connectTimeout how long a connection may take to open
 * @param historyChars how much of what was said before goes with the question, in characters
 * @param maxConnections the most connections to the model, and so the most answers at once
 */
public record ModelSettings(
    String provider,
    String baseUrl,
    String apiKey,
    String anthropicBaseUrl,
    String anthropicApiKey,
    String name,
    String systemPrompt,
    double temperature,
    int maxTokens,
    Duration firstTokenTimeout,
    Duration tokenTimeout,
    Duration timeout,
    Duration connectTimeout,
    int historyChars,
    int maxConnections) {

  /** Says nothing of the keys, nor of the URLs, which may bear a password. */
  @Override
  public String toString() {
    return "ModelSettings[provider=" + provider + ", name=" + name + "]";
  }
}
