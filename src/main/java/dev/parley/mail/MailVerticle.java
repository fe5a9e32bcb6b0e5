package dev.parley.mail;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.email.EmailAddress;
import dev.parley.settings.MailSettings;
import dev.parley.settings.StartException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sends what is to be mailed ({@link Addresses#MAIL_SEND}). Deploy one, when there is a mail
 * server.
 */
public final class MailVerticle extends VerticleBase {

  private final MailSettings settings;
  private final Duration grace;
  private final MeterRegistry meters;

  private MailQueue queue;
  private Optional<Instant> deadline = Optional.empty();

  /**
   * @param settings the mail server
   * @param grace how long mails that wait may still be tried on the way down
   * @param meters where mails are counted
   * @throws StartException when there is a mail server, but no sender, or none that can be sent
   */
  public MailVerticle(MailSettings settings, Duration grace, MeterRegistry meters) {
    if (settings.from().isEmpty()) {
      throw new StartException(
          "mail.from (PARLEY_MAIL_FROM) must be set, since mail.host is: the address that mails"
              + " are from.");
    }
    this.settings = settings.withFrom(sendable(settings.from()));
    this.grace = grace;
    this.meters = meters;
  }

  /** With its domain in its ASCII form, which all servers take (RFC 5890). */
  private static String sendable(String from) {
    int behindAt = from.indexOf('@') + 1;
    return EmailAddress.sendableDomain(from.substring(behindAt))
        .map(domain -> from.substring(0, behindAt) + domain)
        .orElseThrow(
            () ->
                new StartException(
                    "mail.from (PARLEY_MAIL_FROM) must have a domain that can be in the DNS, unlike"
                        + " that of \"%s\".".formatted(from)));
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    queue = new MailQueue(vertx, new MailSender(vertx, settings), settings, meters);
    bus.listen(Addresses.SHUTTING_DOWN, down -> deadline = Optional.of(down.deadline()));
    return bus.listen(Addresses.MAIL_SEND, queue::add).completion();
  }

  /** What waits is tried until the deadline of the way down. */
  @Override
  public Future<?> stop() {
    Instant end = deadline.orElseGet(() -> Instant.now().plus(grace));
    return queue.drain(Duration.between(Instant.now(), end));
  }
}
