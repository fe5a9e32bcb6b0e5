package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.parley.domain.DemoDomain;
import dev.parley.testing.ChatClient;
import dev.parley.testing.ParleyHome;
import dev.parley.testing.ParleyProcess;
import dev.parley.webhook.Receiver;
import dev.parley.webhook.Receiver.Received;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WebhookIT {

  private static final String DOMAIN = DemoDomain.ID.toString();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PARLEY_BOT_WORDS_PER_SECOND", "0",
          "PARLEY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.1",
          "PARLEY_WEBHOOKS_TIMEOUT", "1s",
          "PARLEY_WEBHOOKS_FIRST_PAUSE", "100ms");

  @Test
  @DisplayName("what a webhook was not told before kill -9 it is told afterwards, by the same ids")
  void killed() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ParleyHome home = ParleyHome.create();
        ChatClient visitors = new ChatClient();
        Receiver receiver = new Receiver(vertx)) {
      receiver.answer("/hook", (n, response) -> {}); // it says nothing
      String webhook;
      try (ParleyProcess parley = ParleyProcess.start(home, SETTINGS)) {
        webhook = parley.domain("webhook-add", DOMAIN, receiver.url("/hook")).substring(0, 36);
        assertThat(
                visitors
                    .say(parley, DemoDomain.ID, "ann", "My email is ann@example.com")
                    .await()
                    .finished())
            .isTrue();
        waitAtMost(Duration.ofSeconds(20)).until(() -> ids(receiver).size() == 3);
        parley.kill();
      }
      Set<String> told = ids(receiver);
      receiver.answer("/hook", (n, response) -> response.end());

      try (ParleyProcess parley = ParleyProcess.start(home, SETTINGS)) {
        waitAtMost(Duration.ofSeconds(30))
            .until(
                () ->
                    parley.domain("deliveries", DOMAIN, webhook, "delivered").lines().count() == 3);
        assertThat(ids(receiver)).isEqualTo(told);
        assertThat(types(receiver))
            .containsExactlyInAnyOrder("customer.created", "message.stored", "answer.completed");
        assertThat(parley.metric("parley_webhook_attempts_total{result=\"delivered\""))
            .isEqualTo(3);
      }
    } finally {
      vertx.close();
    }
  }

  private static Set<String> ids(Receiver receiver) {
    return receiver.received("/hook").stream().map(Received::id).collect(Collectors.toSet());
  }

  private static List<String> types(Receiver receiver) {
    return receiver.received("/hook").stream().map(Received::type).distinct().toList();
  }
}
