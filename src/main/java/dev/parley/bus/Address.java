package dev.parley.bus;

/**
 * A name on the event bus together with what is sent to it and what comes back.
 *
 * @param name the event-bus address
 * @param <Q> the message that is sent or published
 * @param <R> the reply; {@link Void} where nothing is replied
 */
@SuppressWarnings("UnusedTypeParameter") // they are for the compiler, which checks Bus' callers
public record Address<Q, R>(String name) {}
