package dev.parley.mail;

import dev.parley.bus.Mail;
import dev.parley.settings.MailSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.concurrent.TimeUnit;

/**
 * Takes one mail to the server, on a connection of its own, which is closed whatever comes of it:
 * so a server that says nothing, or nonsense, or one byte a second, holds up nobody for longer than
 * the timeout. Not thread-safe.
 */
final class MailSender {

  private final Vertx vertx;
  private final MailSettings settings;
  private final MailConfig config;

  MailSender(Vertx vertx, MailSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.config = config(settings);
  }

  private static MailConfig config(MailSettings settings) {
    int timeoutMillis = Math.toIntExact(settings.timeout().toMillis());
    MailConfig config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            // As whom it greets; and no look-up of the machine's own name, which may block.
            .setOwnHostname(settings.from().substring(settings.from().indexOf('@') + 1))
            .setSsl(settings.tls().equals("tls"))
            .setStarttls(
                settings.tls().equals("starttls")
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED)
            .setHostnameVerificationAlgorithm("HTTPS")
            .setMaxPoolSize(1)
            .setKeepAlive(false)
            .setConnectTimeout(timeoutMillis)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(timeoutMillis);
    return settings.username().isEmpty()
        ? config.setLogin(LoginOption.DISABLED)
        : config
            .setLogin(LoginOption.REQUIRED)
            .setUsername(settings.username())
            .setPassword(settings.password());
  }

  /** Completes when the server has taken it. Fails as Vert.x' client does, or as it is too late. */
  Future<Void> send(Mail mail) {
    MailClient client = MailClient.create(vertx, config);
    return client
        .sendMail(message(mail))
        .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(over -> client.close())
        .mapEmpty();
  }

  private MailMessage message(Mail mail) {
    return new MailMessage(settings.from(), mail.to(), mail.subject(), mail.text())
        .addHeader(
            "Auto-Submitted", "auto-generated"); // RFC 3834: nobody's machine shall answer it
  }
}
