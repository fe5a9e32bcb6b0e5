package dev.parley.customer;

import dev.parley.bus.Addresses;
import dev.parley.bus.Bus;
import dev.parley.bus.CodeRequested;
import dev.parley.bus.CodeVerified;
import dev.parley.bus.Failure;
import dev.parley.bus.RequestCode;
import dev.parley.bus.VerifyCode;
import dev.parley.bus.VisitorSecret;
import dev.parley.database.Ids;
import dev.parley.email.EmailAddress;
import dev.parley.settings.MailSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Codes by mail: makes them, and takes them. Whether an address is known is never looked up before
 * the code is right. Not thread-safe.
 */
final class Codes {

  /** When the database cannot tell, since others asked at the same moment. */
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  private final SecureRandom random = new SecureRandom();
  private final Bus bus;
  private final Enquiries enquiries;
  private final Ids ids;
  private final AddressProofs proofs;
  private final CodeMetrics metrics;
  private final MailSettings settings;

  /**
   * @param proofs what is done when a code is right
   * @param settings whether there is a mail server, and how often a mailbox is written to
   */
  Codes(
      Bus bus,
      Enquiries enquiries,
      Ids ids,
      AddressProofs proofs,
      CodeMetrics metrics,
      MailSettings settings) {
    this.bus = bus;
    this.enquiries = enquiries;
    this.ids = ids;
    this.proofs = proofs;
    this.metrics = metrics;
    this.settings = settings;
  }

  /** Makes a code, and has it mailed; the reply does not wait for that. */
  Future<CodeRequested> request(RequestCode request) {
    requireMailServer();
    EmailAddress address = EmailAddress.parseMailable(request.email());
    UUID id = ids.create();
    String code = CodeHash.draw(random);
    Tuple parameters =
        Tuple.of(
            request.domainId(),
            sha256(request.visitor()),
            address.normalised(),
            address.typed(),
            id,
            Buffer.buffer(CodeHash.of(request.visitor(), id, address.normalised(), code)));
    parameters
        .addInteger(settings.codesPerHour())
        .addInteger(settings.codesPerDay())
        .addString(EmailAddress.mailbox(address.normalised()));
    return enquiries
        .ask(CodeQueries.MAKE_CODE, parameters)
        .map(rows -> requested(address, code, rows));
  }

  private CodeRequested requested(EmailAddress address, String code, RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.UNKNOWN_DOMAIN.because("no such domain");
    }
    Row row = rows.iterator().next();
    if (!row.getBoolean("made")) {
      metrics.limited();
      return new CodeRequested(Optional.of(wait(row.getDouble("wait_seconds"))));
    }
    metrics.mailed();
    bus.send(
        Addresses.MAIL_SEND,
        CodeLetter.write(
            address.normalised(), row.getString("name"), row.getString("locale"), code));
    return new CodeRequested(Optional.empty());
  }

  private static Duration wait(Double seconds) {
    return seconds == null ? A_WHILE : Duration.ofMillis(Math.max(1, (long) (seconds * 1_000)));
  }

  /**
   * Takes a code. The try is counted by the statement that hands out the hash: so of however many
   * at the same moment, no more than allowed are compared.
   */
  Future<CodeVerified> verify(VerifyCode request) {
    requireMailServer();
    return enquiries
        .ask(CodeQueries.TRY_CODE, Tuple.of(request.domainId(), sha256(request.visitor())))
        .map(rows -> right(request, rows))
        .compose(proofs::prove)
        .onFailure(this::countWrong)
        .map(proven -> new CodeVerified(request.domainId()));
  }

  /** The id of the code, when it is this one. Compared in constant time. */
  private static UUID right(VerifyCode request, RowSet<Row> rows) {
    for (Row row : rows) {
      UUID id = row.getUUID("id");
      byte[] given = CodeHash.of(request.visitor(), id, row.getString("email"), request.code());
      if (MessageDigest.isEqual(given, row.getBuffer("code_hash").getBytes())) {
        return id;
      }
    }
    throw AddressProofs.wrong();
  }

  private void countWrong(Throwable failure) {
    if (Failure.of(failure) == Failure.UNPROVEN) {
      metrics.wrong();
    }
  }

  private void requireMailServer() {
    if (!settings.isOn()) {
      throw Failure.NOT_OFFERED.because("there is no mail server");
    }
  }

  private static Buffer sha256(VisitorSecret visitor) {
    return Buffer.buffer(visitor.sha256());
  }
}
