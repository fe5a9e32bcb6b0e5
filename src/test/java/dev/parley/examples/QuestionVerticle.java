package dev.parley.examples;

import dev.parley.bus.Answer;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.UUID;
import java.util.function.Consumer;

/** An example: asks a question over the bus, and prints the answer as it comes. */
public final class QuestionVerticle extends VerticleBase {

  private final Turn question;
  private final Consumer<String> print;
  private ParleyClient parley;

  /**
   * @param domainId who is asked
   * @param question what is asked
   * @param print told each piece of the answer, and {@code [complete]} at its end
   */
  public QuestionVerticle(UUID domainId, String question, Consumer<String> print) {
    this.question = new Turn(domainId, VisitorSecret.issue(), question);
    this.print = print;
  }

  @Override
  public Future<?> start() {
    parley = ParleyClient.create(vertx);
    return parley.ask(question).onSuccess(this::listen);
  }

  private void listen(Answer answer) {
    answer.handler(print::accept);
    answer.ended().map(AnswerStatus::label).onSuccess(status -> print.accept("[" + status + "]"));
    answer.resume(); // it waits for that, so that nothing is missed
  }

  @Override
  public Future<?> stop() {
    return parley.close();
  }
}
