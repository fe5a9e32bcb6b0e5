package dev.parley.bench;

import io.vertx.core.buffer.Buffer;

/**
 * The turns of a load, one after the other; as {@code scripts/lib/bench/turns.lua} has them. Used
 * on one thread.
 */
final class Turns {

  private static final int KNOWN_VISITORS = 1_000;
  private static final int RACERS = 50;
  private static final int PRODUCTS = 300;

  /** Who asks. */
  enum Kind {
    /** One of 1,000 visitors who are known gives his address again. */
    RETURNING,
    /** Somebody new, with an address that nobody gave before. */
    NEW,
    /** One of 1,000 visitors without an address. */
    ANON,
    /** 50 visitors at the same moment with one new address. */
    RACE,
    /** As {@link #RETURNING}, with a question to the knowledge bot. */
    KNOWLEDGE
  }

  private final Kind kind;
  private final String domain;
  private final String seed;
  private final String address;
  private final int visitors;
  private int count;

  /**
   * @param seed sets the new addresses of one run apart from those of all others
   * @param address with {@code %d}: the address of a visitor who returns
   */
  Turns(Kind kind, String domain, String seed, String address) {
    this(kind, domain, seed, address, KNOWN_VISITORS);
  }

  private Turns(Kind kind, String domain, String seed, String address, int visitors) {
    this.kind = kind;
    this.domain = domain;
    this.seed = seed;
    this.address = address;
    this.visitors = visitors;
  }

  /** The same in another domain. */
  Turns in(String otherDomain) {
    return new Turns(kind, otherDomain, seed, address, visitors);
  }

  /**
   * The same by so many visitors instead of 1,000. Nobody asks again before he was answered: where
   * answers take long, a few visitors would wait for themselves.
   */
  Turns by(int others) {
    return new Turns(kind, domain, seed, address, others);
  }

  /** The body of the next turn's request. */
  Buffer next() {
    int number = count++;
    int known = number % visitors;
    String fresh = seed + "-client-" + number;
    return switch (kind) {
      case RETURNING -> turn("known-" + known, "Hi again, it is " + addressOf(known) + " here");
      case NEW -> turn(fresh, "My email is new-" + fresh + "@example.com");
      case ANON -> turn("anonymous-" + known, "What are your opening hours?");
      case RACE -> turn(fresh, "My email is race-" + seed + "-" + number / RACERS + "@example.com");
      case KNOWLEDGE ->
          turn(
              "known-" + known,
              "It is %s. How much is the product %d?"
                  .formatted(addressOf(known), number % PRODUCTS));
    };
  }

  /**
   * Somebody new types the address of one who is known, or one that nobody has; both look alike.
   */
  Buffer nextStranger(boolean ofKnown) {
    int number = count++;
    int owner = ofKnown ? number % KNOWN_VISITORS : KNOWN_VISITORS + number;
    return turn(seed + "-client-" + number, "My email is " + addressOf(owner));
  }

  private String addressOf(int visitor) {
    return address.replace("%d", Integer.toString(visitor));
  }

  /** Nothing in it needs to be escaped. */
  private Buffer turn(String visitor, String message) {
    return Buffer.buffer(
        "{\"domainId\":\""
            + domain
            + "\",\"message\":\""
            + message
            + "\",\"anonymousId\":\""
            + visitor
            + "\",\"chat\":[]}");
  }
}
