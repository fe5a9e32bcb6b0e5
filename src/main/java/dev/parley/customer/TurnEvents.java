package dev.parley.customer;

import dev.parley.bus.Addresses;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Bus;
import dev.parley.bus.ChatEvent;
import dev.parley.bus.Failure;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.Role;
import dev.parley.bus.TurnOpened;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After the commit: the log, the count, the reply, and what is published. All of it a tick later,
 * when the next batch is on its way: so PostgreSQL does not wait meanwhile. Not thread-safe.
 */
final class TurnEvents {

  private static final Logger LOG = LoggerFactory.getLogger(TurnEvents.class);

  private final Context context;
  private final Bus bus;
  private final TurnLog log;
  private final TurnMetrics metrics;
  private final List<StoredTurn> untold = new ArrayList<>();

  TurnEvents(Context context, Bus bus, TurnLog log, TurnMetrics metrics) {
    this.context = context;
    this.bus = bus;
    this.log = log;
    this.metrics = metrics;
  }

  void stored(StoredTurn turn) {
    untold.add(turn);
    if (untold.size() == 1) {
      context.runOnContext(tick -> tell());
    }
  }

  private void tell() {
    List<StoredTurn> telling = List.copyOf(untold);
    untold.clear();
    for (StoredTurn turn : telling) {
      try {
        tell(turn);
      } catch (RuntimeException e) { // a fault of ours in one must not cost the others their reply
        LOG.error("what is stored could not be told", e);
        turn.work().fail(Failure.INTERNAL, "internal fault");
      }
    }
  }

  private void tell(StoredTurn turn) {
    TurnOpened opened = turn.opened();
    Optional<Recognition> customer = turn.recognition();
    customer.ifPresent(log::recognised);
    metrics.stored(opened.outcome());
    turn.work().complete(opened);
    customer.ifPresent(this::publish);
    publish(opened, Role.USER, AnswerStatus.COMPLETE);
  }

  /** Without a turn. */
  void recognised(Recognition customer) {
    log.recognised(customer);
    publish(customer);
  }

  private void publish(Recognition customer) {
    bus.publish(
        Addresses.CHAT_EVENTS,
        new ChatEvent.CustomerRecognised(
            customer.domainId(),
            customer.id(),
            customer.customerId(),
            customer.roomId(),
            customer.email(),
            customer.outcome()));
  }

  void stored(FinishedAnswer answer) {
    publish(answer.turn(), Role.ASSISTANT, answer.status());
  }

  private void publish(TurnOpened turn, Role role, AnswerStatus status) {
    bus.publish(
        Addresses.CHAT_EVENTS,
        new ChatEvent.MessageStored(
            turn.domainId(), turn.turnId(), turn.roomId(), turn.visitorId(), role, status));
  }
}
