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

  void recognised(Recognition customer) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String email = customer.email();
    LOG.info(
        "[Bot Stream] 📧 Customer email detected: {}",
        maskEmail ? EmailAddress.masked(email) : email);
    if (customer.outcome() == Outcome.RACED) {
      LOG.info("[Bot Stream] 🔄 Race condition detected - customer created by concurrent request");
    }
    LOG.info("[Bot Stream] ✅ Customer found/created: {}", customer.customerId());
    customer
        .linkedRoom()
        .ifPresent(room -> LOG.info("[Bot Stream] 🔗 Linking anonymous chat history: {}", room));
    room(customer);
  }

  private static void room(Recognition customer) {
    UUID room = customer.roomId();
    if (customer.roomIsNew()) {
      LOG.info("[Bot Stream] 🆕 New customer, created chat room: {}", room);
    } else if (!customer.linkedRoom().filter(room::equals).isPresent()) {
      LOG.info("[Bot Stream] 🔄 Returning customer, using existing chat room: {}", room);
    }
  }
}
