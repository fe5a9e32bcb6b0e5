package dev.parley.bus;

import java.util.UUID;

/** What happened, published after it was committed; at most once, and to whoever listens then. */
public sealed interface ChatEvent {

  /** The tenant. */
  UUID domainId();

  /** The turn that it happened in; of an address that was proven by a code, the proof's own id. */
  UUID turnId();

  /**
   * A message gave an address, and so a customer; or a code proved one.
   *
   * @param email the address in normalised form
   * @param outcome {@link Outcome#FOUND}, {@link Outcome#CREATED} or {@link Outcome#RACED}
   */
  record CustomerRecognised(
      UUID domainId, UUID turnId, UUID customerId, UUID roomId, String email, Outcome outcome)
      implements ChatEvent {}

  /**
   * A message is stored.
   *
   * @param status {@link AnswerStatus#COMPLETE} for every user's message
   */
  record MessageStored(
      UUID domainId, UUID turnId, UUID roomId, UUID visitorId, Role role, AnswerStatus status)
      implements ChatEvent {}
}
