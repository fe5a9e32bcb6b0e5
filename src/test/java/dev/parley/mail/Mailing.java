package dev.parley.mail;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.BusCodecs;
import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/** A queue of mails with a sender of a test's choice, and what became of its mails. */
final class Mailing {

  private final Vertx vertx;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  Mailing(
      Vertx vertx, MailSettings settings, BiFunction<Vertx, MailSettings, MailSender> newSender) {
    this.vertx = vertx;
    BusCodecs.register(vertx.eventBus());
    await(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                MailSender sender = newSender.apply(vertx, settings);
                MailQueue queue = new MailQueue(vertx, sender, settings, meters);
                return new Bus(vertx).listen(Addresses.MAIL_SEND, queue::add).completion();
              }
            }));
  }

  void send(Mail mail) {
    new Bus(vertx).send(Addresses.MAIL_SEND, mail);
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
