package dev.parley.bot.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder;
import dev.parley.settings.ModelSettings;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** From the settings to langchain4j's model: what each provider is asked for, and how. */
final class Providers {

  private static final String OPENAI_HOST = "api.openai.com";
  private static final String OPENAI_URL = "https://" + OPENAI_HOST + "/v1";
  private static final String ANTHROPIC_URL = "https://api.anthropic.com/v1";

  private final ModelSettings settings;

  Providers(ModelSettings settings) {
    this.settings = settings;
  }

  /** What no request could do without; empty when nothing is missing. */
  Optional<String> missing() {
    if (isAnthropic()) {
      return settings.anthropicBaseUrl().isEmpty() && settings.anthropicApiKey().isEmpty()
          ? Optional.of("ANTHROPIC_API_KEY is not set")
          : Optional.empty();
    }
    return isOpenAisOwn() && settings.apiKey().isEmpty()
        ? Optional.of("neither OPENAI_API_KEY nor OPENAI_BASE_URL is set")
        : Optional.empty();
  }

  /** The secret that no log may show; may be empty. */
  String key() {
    return isAnthropic() ? settings.anthropicApiKey() : settings.apiKey();
  }

  /** The model, over that HTTP. */
  StreamingChatModel model(HttpClient http) {
    return isAnthropic()
        ? anthropic(new VertxHttpClientBuilder(http))
        : openAi(new VertxHttpClientBuilder(isMistral() ? new WithoutStreamOptions(http) : http));
  }

  private StreamingChatModel openAi(HttpClientBuilder http) {
    OpenAiStreamingChatModelBuilder model =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(orElse(settings.baseUrl(), OPENAI_URL))
            .apiKey(settings.apiKey().isEmpty() ? null : settings.apiKey())
            .modelName(settings.name())
            .temperature(temperature());
    // OpenAI's newer models refuse the old name, and others who speak its protocol know no new one.
    return hostsOpenAisModels()
        ? model.maxCompletionTokens(settings.maxTokens()).build()
        : model.maxTokens(settings.maxTokens()).build();
  }

  private StreamingChatModel anthropic(HttpClientBuilder http) {
    AnthropicStreamingChatModelBuilder model =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(orElse(settings.anthropicBaseUrl(), ANTHROPIC_URL))
            .apiKey(orElse(settings.anthropicApiKey(), "none"))
            .modelName(settings.name())
            .temperature(temperature())
            .maxTokens(settings.maxTokens());
    return model.build();
  }

  private Double temperature() {
    return settings.temperature() < 0 ? null : settings.temperature();
  }

  private boolean isAnthropic() {
    return settings.provider().equals("anthropic");
  }

  private boolean isOpenAisOwn() {
    return host().equals(OPENAI_HOST);
  }

  /** OpenAI itself, one of its regions (such as {@code eu.api.openai.com}), or Azure. */
  private boolean hostsOpenAisModels() {
    return isOpenAisOwn()
        || host().endsWith("." + OPENAI_HOST)
        || host().endsWith(".openai.azure.com");
  }

  private boolean isMistral() {
    return host().equals("api.mistral.ai");
  }

  private String host() {
    return URI.create(orElse(settings.baseUrl(), OPENAI_URL)).getHost().toLowerCase(Locale.ROOT);
  }

  private static String orElse(String given, String otherwise) {
    return given.isEmpty() ? otherwise : given;
  }
}
