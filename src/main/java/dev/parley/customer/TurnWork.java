package dev.parley.customer;

import dev.parley.bus.Outcome;
import dev.parley.bus.Turn;
import dev.parley.bus.TurnOpened;
import dev.parley.database.Ids;
import dev.parley.email.AddressFinder;
import dev.parley.email.EmailAddress;
import dev.parley.email.Mention;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.UUID;

/**
 * A turn that waits to be stored, with every id that it may need: made before the first attempt, so
 * that the attempt can be repeated. Not thread-safe: belongs to its verticle's event loop.
 */
final class TurnWork implements Work {

  /** Who writes, as the queue and the database tell visitors apart. */
  record VisitorKey(UUID domainId, Buffer secretSha256) {}

  /** Whom a message names. */
  record AddressKey(UUID domainId, String email) {}

  private final Turn turn;
  private final boolean proven;
  private final VisitorKey visitor;
  private final Optional<Mention> mention;
  private final Optional<AddressKey> address;
  private final long deadline;
  private final Ids ids;
  private final UUID turnId;
  private final Promise<TurnOpened> promise;

  // Made when they are first needed, and kept: most turns make no more than a message.
  private UUID visitorId;
  private UUID roomId;
  private NewCustomer newCustomer;

  private boolean acquainted;
  private boolean raced;
  private boolean tried;
  private boolean sent;
  private int racesLost;
  private boolean heldBack;
  private TurnOpened untold;

  /**
   * @param proven the address that his site vouches for; then what the message says does not matter
   */
  TurnWork(
      Turn turn,
      Optional<EmailAddress> proven,
      Ids ids,
      long deadline,
      Promise<TurnOpened> promise) {
    this.turn = turn;
    this.proven = proven.isPresent();
    this.visitor = new VisitorKey(turn.domainId(), Buffer.buffer(turn.visitor().sha256()));
    this.mention =
        proven.isPresent()
            ? proven.map(address -> new Mention(address, true))
            : AddressFinder.find(turn.message());
    this.address = mention.map(it -> new AddressKey(turn.domainId(), it.address().normalised()));
    this.deadline = deadline;
    this.ids = ids;
    this.turnId = ids.create();
    this.promise = promise;
  }

  Turn turn() {
    return turn;
  }

  VisitorKey visitor() {
    return visitor;
  }

  /** Whether his site vouches for the address, with this turn. */
  boolean isProven() {
    return proven;
  }

  Optional<Mention> mention() {
    return mention;
  }

  Optional<AddressKey> address() {
    return address;
  }

  UUID turnId() {
    return turnId;
  }

  /** The visitor that this turn makes if there is none. */
  UUID visitorId() {
    if (visitorId == null) {
      visitorId = ids.create();
    }
    return visitorId;
  }

  /** The room that this turn makes if there is none. */
  UUID roomId() {
    if (roomId == null) {
      roomId = ids.create();
    }
    return roomId;
  }

  boolean made(UUID room) {
    return room.equals(roomId);
  }

  /** The customer that this turn, or another one of its first batch, makes if there is none. */
  NewCustomer newCustomer() {
    if (newCustomer == null) {
      newCustomer = new NewCustomer(ids.create());
    }
    return newCustomer;
  }

  /** Whether it made a customer, or shares the making with the turn that did. */
  boolean madeCustomer() {
    return newCustomer != null && newCustomer.isClaimed();
  }

  /** Whether nothing but its message is expected to be new: see {@link Acquaintances}. */
  boolean isAcquainted() {
    return acquainted;
  }

  void expectAcquainted(boolean expected) {
    acquainted = expected;
  }

  /** Another turn of the same batch gives the same address, and came first. */
  void shareCustomer(NewCustomer firstOnes) {
    // Once tried, the id may be committed already: it stays.
    if (!tried) {
      newCustomer = firstOnes;
    }
  }

  void markTried() {
    tried = true;
  }

  /** The database may take it from now on, whatever becomes of whoever waits. */
  void markSent() {
    sent = true;
  }

  boolean wasSent() {
    return sent;
  }

  /** A concurrent request was first, with the customer, the visitor or the room. */
  int loseRace() {
    return ++racesLost;
  }

  /** A concurrent request made the customer while this turn tried to, or waited to try. */
  void markRaced() {
    raced = true;
  }

  /** How this turn, whose message gives the address, came to the customer of that id. */
  Outcome outcome(UUID customer) {
    if (newCustomer != null && customer.equals(newCustomer.id())) {
      return newCustomer.claim() ? Outcome.CREATED : Outcome.RACED;
    }
    return raced ? Outcome.RACED : Outcome.FOUND;
  }

  /** From now on, that it is stored is only told when it is let go. False when it was before. */
  boolean holdBack() {
    boolean first = !heldBack;
    heldBack = true;
    return first;
  }

  /** Tells whoever waits that it is stored, if it is. False as long as there is nothing to tell. */
  boolean letGo() {
    if (untold != null) {
      promise.tryComplete(untold);
    }
    return isDone();
  }

  void complete(TurnOpened opened) {
    if (heldBack) {
      untold = opened;
    } else {
      promise.tryComplete(opened);
    }
  }

  @Override
  public long deadline() {
    return deadline;
  }

  @Override
  public Promise<TurnOpened> promise() {
    return promise;
  }
}
