package dev.parley.mail;

import dev.parley.bus.Mail;
import io.vertx.ext.mail.MailMessage;
import java.util.UUID;

/**
 * What of a mail is sent. Written once for all its attempts, so that they have one Message-ID (RFC
 * 5322, section 3.6.4): a server or a reader that gets two of them can tell that they are one mail.
 * Without state.
 */
final class Letter {

  private static final String SUBJECT = "Subject";

  private Letter() {}

  /**
   * Writes it.
   *
   * @param from the address that it is from
   */
  static MailMessage write(Mail mail, String from) {
    return new MailMessage()
        .setFrom(from)
        .setTo(mail.to())
        .setText(mail.text())
        // As a header, since Vert.x' client encodes what is said to be the subject, line breaks
        // too.
        .addHeader(SUBJECT, HeaderText.encode(mail.subject(), SUBJECT.length() + ": ".length()))
        .addHeader("Message-ID", "<" + UUID.randomUUID() + "@" + domain(from) + ">")
        .addHeader(
            "Auto-Submitted", "auto-generated"); // RFC 3834: nobody's machine shall answer it
  }

  /** Of an address: what stands behind its at sign. */
  static String domain(String address) {
    return address.substring(address.indexOf('@') + 1);
  }
}
