package dev.parley;

/**
 * How many event loops there are, each with one HTTP verticle and one bot verticle. Half of the
 * cores: the other half is PostgreSQL's work for the same turns, or the JVM's own. Fewer loops hand
 * less from one to the other, and a wake-up of a loop costs as much as the work it wakes it for.
 */
final class EventLoops {

  static final int COUNT = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private EventLoops() {}
}
