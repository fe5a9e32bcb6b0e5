package dev.parley.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Does the same again as soon as it is done, for as long as is wanted. Were each time composed with
 * the next, their futures would be one chain, which is kept until the end and then completed from
 * its last link to its first, deeper than the stack is: some thousands are too many.
 */
final class OneByOne {

  private final BooleanSupplier goesOn;
  private final Supplier<Future<Void>> step;
  private final Promise<Void> over = Promise.promise();

  private OneByOne(BooleanSupplier goesOn, Supplier<Future<Void>> step) {
    this.goesOn = goesOn;
    this.step = step;
  }

  /**
   * Completes when the last one is done.
   *
   * @param goesOn whether one more begins; asked before each
   * @param step completes on the event loop that this is called on, and not at once; whether it
   *     failed is its own affair
   */
  static Future<Void> run(BooleanSupplier goesOn, Supplier<Future<Void>> step) {
    OneByOne steps = new OneByOne(goesOn, step);
    steps.goOn();
    return steps.over.future();
  }

  private void goOn() {
    if (goesOn.getAsBoolean()) {
      step.get().onComplete(done -> goOn());
    } else {
      over.complete();
    }
  }
}
