package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/** A queue of mails with a sender of a test's choice, and what became of its mails. */
final class Mailing {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Context own;
  private MailQueue queue;

  Mailing(
      Vertx vertx, MailSettings settings, BiFunction<Vertx, MailSettings, MailSender> newSender) {
    await(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                own = context;
                queue = new MailQueue(vertx, newSender.apply(vertx, settings), settings, meters);
                return Future.succeededFuture();
              }
            }));
  }

  void send(Mail mail) {
    own.runOnContext(now -> queue.add(mail));
  }

  void awaitEnd(String outcome, int mails) {
    Awaitility.await().untilAsserted(() -> assertThat(ended(outcome)).isEqualTo(mails));
  }

  double ended(String outcome) {
    return meters.get("parley.mails").tag("outcome", outcome).counter().count();
  }

  double tried() {
    return meters.get("parley.mails.tried").counter().count();
  }
}
