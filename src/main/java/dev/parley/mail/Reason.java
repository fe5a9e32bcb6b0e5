package dev.parley.mail;

import dev.parley.bus.Causes;
import io.vertx.ext.mail.SMTPException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why an attempt to send a mail failed.
 *
 * @param isFinal whether another attempt would fail as well
 * @param text the same for whoever runs the server: one line, without the recipient's address
 */
record Reason(boolean isFinal, String text) {

  /** Vert.x' client has only words for what it finds out by itself; all of it stays as it is. */
  private static final List<String> FINAL_WORDS =
      List.of("exceeds allowed size limit", "no allowed AUTH methods available");

  /**
   * Of what {@link Attempt#sent()} fails with.
   *
   * @param to whose address is left out, in its normalised form
   */
  static Reason of(Throwable cause, String to) {
    if (cause instanceof UnansweredException) {
      return new Reason(true, of(cause.getCause(), to).text());
    }
    if (cause instanceof SMTPException said) {
      ReplyText reply = ReplyText.of(said);
      return new Reason(reply.isPermanent(), reply.without(to));
    }
    String text = oneLine(Causes.root(cause), to);
    if (isBecauseOf(cause, CertificateException.class)) {
      return new Reason(true, "its certificate is not trusted: " + text);
    }
    return isBecauseOf(cause, SSLException.class)
        ? new Reason(false, "no TLS: " + text)
        : new Reason(FINAL_WORDS.stream().anyMatch(text::contains), text);
  }

  private static boolean isBecauseOf(Throwable cause, Class<? extends Exception> type) {
    return Causes.of(cause).anyMatch(type::isInstance);
  }

  /** Behind «not an SSL/TLS record» stands in hexadecimal all that came. */
  private static String oneLine(Throwable root, String to) {
    String message = Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
    return ReplyText.oneLineWithout(
        to, message.replaceFirst("(SSL/TLS record): \\p{XDigit}+", "$1"));
  }
}
