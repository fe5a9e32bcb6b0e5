package dev.parley.database;

/**
 * Whether the database takes what is written. Only who writes can know; it is asked by those who
 * look only whether it is there. Thread-safe.
 */
public final class Intake {

  private volatile boolean isStopped;

  /** Nothing is stored. */
  public void stop() {
    isStopped = true;
  }

  /** It is stored again, or may be tried again. */
  public void goOn() {
    isStopped = false;
  }

  /** Whether nothing is stored. */
  public boolean isStopped() {
    return isStopped;
  }
}
