package dev.parley.mail;

import dev.parley.settings.MailSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes one mail to the server, on a connection of its own, which is closed whatever comes of it:
 * so a server that says nothing, or nonsense, or one byte a second, holds up nobody for longer than
 * the timeout, and one that says too much not even so long. Only the answer to a whole mail is
 * waited for longer. Not thread-safe.
 */
final class MailSender {

  /** RFC 5321, section 4.5.3.2.6: whoever gives up earlier has the mail delivered many times. */
  static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final ContextInternal context;

  /** Nobody's: what is deployed from a verticle's own context ends before that is asked to stop. */
  private final Context outside;

  private final MailSettings settings;
  private final Optional<TrustOptions> trust;
  private final Duration answerTimeout;

  MailSender(Vertx vertx, MailSettings settings) {
    this(vertx, settings, Optional.empty(), ANSWER_TIMEOUT);
  }

  /**
   * @param trust whose certificates count; empty for those that Java trusts
   * @param answerTimeout for how long the answer to a whole mail is waited for, beyond the timeout
   */
  MailSender(
      Vertx vertx, MailSettings settings, Optional<TrustOptions> trust, Duration answerTimeout) {
    this.vertx = vertx;
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.outside = ((VertxInternal) vertx).createEventLoopContext();
    this.settings = settings;
    this.trust = trust;
    this.answerTimeout = answerTimeout;
  }

  /**
   * New for each client, and without a word on the check of the certificate's name: the client of
   * Vert.x 5.0.7 sees to that by itself where nothing is set, and writes it into what it is given;
   * where it is set already, it takes the check away.
   */
  private MailConfig clientConfig() {
    int timeoutMillis = Math.toIntExact(settings.timeout().toMillis());
    MailConfig config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            // As whom it greets; and no look-up of the machine's own name, which may block.
            .setOwnHostname(Letter.domain(settings.from()))
            .setSsl(settings.tls().equals("tls"))
            .setStarttls(
                settings.tls().equals("starttls")
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED)
            .setMaxPoolSize(1)
            .setKeepAlive(false)
            .setConnectTimeout(timeoutMillis);
    trust.ifPresent(config::setTrustOptions);
    return settings.username().isEmpty()
        ? config.setLogin(LoginOption.DISABLED)
        : config
            .setLogin(LoginOption.REQUIRED)
            .setUsername(settings.username())
            .setPassword(settings.password());
  }

  /** Completes, and fails, as {@link Attempt#sent()} does. */
  Future<Void> send(MailMessage letter) {
    Promise<Void> sent = context.promise();
    outside.runOnContext(
        begin -> {
          Attempt attempt = new Attempt(letter, clientConfig(), settings.timeout(), answerTimeout);
          vertx
              .deployVerticle(attempt)
              .compose(id -> attempt.sent().eventually(() -> vertx.undeploy(id)))
              .onComplete(sent);
        });
    return sent.future();
  }
}
