package dev.parley.examples;

import dev.parley.bus.ChatEvent.CustomerRecognised;
import dev.parley.bus.Outcome;
import dev.parley.bus.ParleyClient;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;

/** An example: greets every customer who is new, by listening to what happens. */
public final class GreeterVerticle extends VerticleBase {

  private final Consumer<String> greetings;
  private ParleyClient parley;

  /**
   * @param greetings told each greeting: a mailer, say
   */
  public GreeterVerticle(Consumer<String> greetings) {
    this.greetings = greetings;
  }

  @Override
  public Future<?> start() {
    parley = ParleyClient.create(vertx);
    parley.onCustomer(this::greet);
    return Future.succeededFuture();
  }

  private void greet(CustomerRecognised customer) {
    // FOUND and RACED are somebody whom we have greeted before, or whom another turn greets.
    if (customer.outcome() == Outcome.CREATED) {
      greetings.accept("Welcome, " + customer.email() + "!");
    }
  }

  @Override
  public Future<?> stop() {
    return parley.close();
  }
}
