package dev.parley.customer;

import dev.parley.bus.Outcome;
import dev.parley.email.EmailAddress;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines by which an operator follows a turn, word for word those of the former system. */
final class TurnLog {

  private static final Logger LOG = LoggerFactory.getLogger(TurnLog.class);

  private final boolean maskEmail;

  /**
   * @param maskEmail whether an address is shown as {@code r***@gmail.com}
   */
  TurnLog(boolean maskEmail) {
    this.maskEmail = maskEmail;
  }

  void stored(StoredTurn turn) {
    if (!turn.opened().outcome().byAddress() || !LOG.isInfoEnabled()) {
      return;
    }
    String email = turn.work().address().orElseThrow().email();
    LOG.info(
        "[Bot Stream] 📧 Customer email detected: {}",
        maskEmail ? EmailAddress.masked(email) : email);
    if (turn.opened().outcome() == Outcome.RACED) {
      LOG.info("[Bot Stream] 🔄 Race condition detected - customer created by concurrent request");
    }
    LOG.info("[Bot Stream] ✅ Customer found/created: {}", turn.opened().customerId().orElseThrow());
    turn.linkedRoom()
        .ifPresent(room -> LOG.info("[Bot Stream] 🔗 Linking anonymous chat history: {}", room));
    room(turn);
  }

  private static void room(StoredTurn turn) {
    UUID room = turn.opened().roomId();
    if (turn.roomIsNew()) {
      LOG.info("[Bot Stream] 🆕 New customer, created chat room: {}", room);
    } else if (!turn.linkedRoom().filter(room::equals).isPresent()) {
      LOG.info("[Bot Stream] 🔄 Returning customer, using existing chat room: {}", room);
    }
  }
}
