package dev.parley.customer;

import dev.parley.bus.ResetVisitor;
import dev.parley.bus.VisitorReset;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;

/**
 * Parts a secret from its visitor. What he wrote keeps its visitor, of whom nobody has the secret
 * any more; who comes with the old one is a stranger. Done twice, it is done once. Not thread-safe.
 */
final class SignOut {

  private static final int SHA256_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Enquiries enquiries;

  SignOut(Enquiries enquiries) {
    this.enquiries = enquiries;
  }

  /** The reply is the same whether there was such a visitor or not. */
  Future<VisitorReset> reset(ResetVisitor request) {
    byte[] nobodys = new byte[SHA256_BYTES];
    random.nextBytes(nobodys);
    Buffer sha256 = Buffer.buffer(request.visitor().sha256());
    return enquiries
        .ask(SqlQueries.FORGET_CODE, Tuple.of(request.domainId(), sha256))
        .compose(
            forgotten ->
                enquiries.ask(
                    SqlQueries.RESET, Tuple.of(request.domainId(), sha256, Buffer.buffer(nobodys))))
        .map(done -> new VisitorReset(request.domainId()));
  }
}
