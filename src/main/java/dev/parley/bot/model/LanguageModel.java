package dev.parley.bot.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.parley.bus.Role;
import dev.parley.settings.ModelSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The language model that the settings name. Its connections are shared by all of the process. Not
 * thread-safe: belongs to the event loop that it was made on.
 */
public final class LanguageModel {

  private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

  private static final String NAME = "parley.model";

  private final Vertx vertx;
  private final ModelSettings settings;
  private final Providers providers;
  private final HttpClient http;
  private final ModelHealth health;

  /**
   * The model of these settings; whether it {@linkplain #canBeAsked can be asked} is another
   * matter.
   */
  public LanguageModel(Vertx vertx, ModelSettings settings, MeterRegistry meters) {
    this.vertx = vertx;
    this.settings = settings;
    this.providers = new Providers(settings);
    this.http =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setShared(true)
                    .setName(NAME)
                    .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis())))
            .with(new PoolOptions().setHttp1MaxSize(settings.maxConnections()))
            .build();
    this.health = new ModelHealth(meters);
    if (providers.missing().isEmpty()) {
      vertx.executeBlocking(() -> rehearsed(providers));
    }
  }

  /**
   * Whether the settings are enough to ask it. When they are not the log is told, once in a
   * process.
   */
  public boolean canBeAsked() {
    Optional<String> missing = providers.missing();
    if (missing.isPresent() && notToldYet()) {
      LOG.warn("The model cannot be asked, so the knowledge bot answers: {}", missing.get());
    }
    return missing.isEmpty();
  }

  private boolean notToldYet() {
    return vertx.sharedData().<String, Boolean>getLocalMap(NAME).putIfAbsent("told", true) == null;
  }

  private static boolean rehearsed(Providers providers) {
    Rehearsal.run(providers);
    return true;
  }

  /** A run that has not begun yet. */
  public ModelRun run(Prompt prompt, ModelListener listener) {
    ChatRequest request = ChatRequest.builder().messages(messages(prompt)).build();
    return new ModelRun(
        vertx, settings.timeout(), caller -> call(request, caller), health, listener);
  }

  private ModelCall call(ChatRequest request, ModelCall.Caller caller) {
    ModelCall call = new ModelCall(vertx, http, settings, providers, caller);
    call.begin(request);
    return call;
  }

  private static List<ChatMessage> messages(Prompt prompt) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(prompt.system()));
    prompt.conversation().forEach(line -> messages.add(message(line)));
    return messages;
  }

  private static ChatMessage message(Prompt.Line line) {
    return line.role() == Role.USER ? UserMessage.from(line.text()) : AiMessage.from(line.text());
  }
}
