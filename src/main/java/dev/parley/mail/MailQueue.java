package dev.parley.mail;

import dev.parley.bus.Mail;
import dev.parley.bus.Pauses;
import dev.parley.email.EmailAddress;
import dev.parley.settings.MailSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where mails wait for the server. Bounded; a few are sent at once, and one that fails is tried
 * again after a while, until it has waited too long. One that the server refuses for good is not;
 * nor is one that it may have taken, since a mail too few is asked for again, and a mail too many
 * is a nuisance. Not thread-safe.
 */
final class MailQueue {

  private static final Logger LOG = LoggerFactory.getLogger(MailQueue.class);

  private static final Pauses PAUSES = new Pauses(Duration.ofMillis(500), Duration.ofSeconds(15));

  /** What became of a mail. */
  private enum End {
    SENT,
    REFUSED,
    GIVEN_UP,
    /** It may have been delivered. */
    UNKNOWN,
    DROPPED
  }

  private final Vertx vertx;
  private final MailSender sender;
  private final MailSettings settings;
  private final Map<End, Counter> ends = new EnumMap<>(End.class);
  private final Deque<Waiting> ready = new ArrayDeque<>();
  private final Counter attempts;
  private int underWay;

  /** All of them: ready, under way, and in a pause. */
  private int held;

  /** Completes when there are none; {@code null} unless that is waited for. */
  private Promise<Void> drained;

  /**
   * One mail, what of it is sent, until when it is tried, on {@link System#nanoTime()}'s clock, and
   * its pauses.
   */
  private record Waiting(Mail mail, MailMessage letter, long deadline, int pauses) {

    Duration pause() {
      return PAUSES.after(pauses);
    }

    Waiting afterPause() {
      return new Waiting(mail, letter, deadline, pauses + 1);
    }

    boolean isLateAfter(Duration time) {
      return System.nanoTime() + time.toNanos() - deadline >= 0;
    }
  }

  MailQueue(Vertx vertx, MailSender sender, MailSettings settings, MeterRegistry meters) {
    this.vertx = vertx;
    this.sender = sender;
    this.settings = settings;
    for (End end : End.values()) {
      ends.put(
          end,
          Counter.builder("parley.mails")
              .description("Mails, by what became of them")
              .tag("outcome", end.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
    attempts =
        Counter.builder("parley.mails.tried")
            .description("Attempts to send a mail")
            .register(meters);
  }

  /** Takes a mail, or drops it when too many wait. */
  void add(Mail mail) {
    if (held >= settings.queueSize()) {
      LOG.warn("[Mail] Not sent to {}: too many wait", to(mail));
      ends.get(End.DROPPED).increment();
      return;
    }
    held++;
    MailMessage letter = Letter.write(mail, settings.from());
    long deadline = System.nanoTime() + settings.patience().toNanos();
    ready.add(new Waiting(mail, letter, deadline, 0));
    dispatch();
  }

  /** Completes when nothing waits any more, or after that time; what waits then is given up. */
  Future<Void> drain(Duration patience) {
    if (held == 0) {
      return Future.succeededFuture();
    }
    drained = Promise.promise();
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), late -> drained.tryComplete());
    return drained
        .future()
        .onComplete(
            over -> {
              vertx.cancelTimer(timer);
              if (held > 0) {
                LOG.warn("[Mail] Not sent on the way down, or not answered: {}", held);
              }
            });
  }

  private void dispatch() {
    while (underWay < settings.connections() && !ready.isEmpty()) {
      Waiting next = ready.poll();
      if (next.isLateAfter(Duration.ZERO)) {
        end(next, End.GIVEN_UP, "it waited too long");
      } else {
        send(next);
      }
    }
  }

  private void send(Waiting next) {
    underWay++;
    attempt(next.letter())
        .onComplete(
            done -> {
              underWay--;
              if (done.succeeded()) {
                end(next, End.SENT, "");
              } else {
                failed(next, done.cause());
              }
              dispatch();
            });
  }

  private Future<Void> attempt(MailMessage letter) {
    attempts.increment();
    try {
      return sender.send(letter);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void failed(Waiting mail, Throwable cause) {
    LOG.debug("a mail was not taken", cause);
    Reason reason = Reason.of(cause, mail.mail().to());
    if (cause instanceof UnansweredException) {
      end(mail, End.UNKNOWN, reason.text());
    } else if (reason.isFinal()) {
      end(mail, End.REFUSED, reason.text());
    } else if (mail.isLateAfter(mail.pause())) {
      String time = settings.patience().toSeconds() + " s";
      end(mail, End.GIVEN_UP, "in vain for " + time + ": " + reason.text());
    } else {
      if (mail.pauses() == 0) {
        LOG.info("[Mail] Not yet sent to {}: {}", to(mail.mail()), reason.text());
      }
      vertx.setTimer(
          mail.pause().toMillis(),
          over -> {
            ready.add(mail.afterPause());
            dispatch();
          });
    }
  }

  private void end(Waiting mail, End how, String why) {
    held--;
    if (how == End.SENT) {
      LOG.info("[Mail] Sent to {}", to(mail.mail()));
    } else if (how == End.UNKNOWN) {
      LOG.warn(
          "[Mail] It is unknown whether it was sent to {}: all of it was, but not answered: {}",
          to(mail.mail()),
          why);
    } else {
      LOG.warn("[Mail] Not sent to {}: {}", to(mail.mail()), why);
    }
    ends.get(how).increment();
    if (held == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  private static String to(Mail mail) {
    return EmailAddress.masked(mail.to());
  }
}
