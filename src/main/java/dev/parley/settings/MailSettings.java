package dev.parley.settings;

import java.time.Duration;

/**
 * The mail server, and how much it is asked for.
 *
 * @param host its name; empty when there is none, and then nobody can prove an address by a code
 * @param port its port
 * @param username who says that it is him; empty where nobody is asked
 * @param password his password
 * @param from the address that mails are from
 * @param tls {@code starttls} (begun in the clear, and nothing said before it is TLS), {@code tls}
 *     (from the first byte) or {@code none}
 * @param timeout how long one attempt to send a mail may take, until the server has all of it
 * @param patience for how long a mail is tried in all
 * @param connections the most mails that are being sent at once
 * @param queueSize the most mails that wait; one beyond it is dropped
 * @param codesPerHour the most codes that are mailed to one mailbox in an hour, in one domain
 * @param codesPerDay the same, in a day
 */
public record MailSettings(
    String host,
    int port,
    String username,
    String password,
    String from,
    String tls,
    Duration timeout,
    Duration patience,
    int connections,
    int queueSize,
    int codesPerHour,
    int codesPerDay) {

  /** Whether there is a mail server. */
  public boolean isOn() {
    return !host.isEmpty();
  }

  /** The same, but from another address. */
  public MailSettings withFrom(String other) {
    return new MailSettings(
        host,
        port,
        username,
        password,
        other,
        tls,
        timeout,
        patience,
        connections,
        queueSize,
        codesPerHour,
        codesPerDay);
  }

  /** Says nothing of the password. */
  @Override
  public String toString() {
    return "MailSettings[host=" + host + ", port=" + port + "]";
  }
}
