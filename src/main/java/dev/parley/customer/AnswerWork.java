package dev.parley.customer;

import dev.parley.bus.AnswerStored;
import dev.parley.bus.FinishedAnswer;
import dev.parley.database.Ids;
import io.vertx.core.Promise;
import java.util.UUID;

/**
 * A finished answer that waits to be stored. Its id follows from its turn's: it can be repeated.
 */
final class AnswerWork implements Work {

  private final FinishedAnswer answer;
  private final long deadline;
  private final Promise<AnswerStored> promise;

  AnswerWork(FinishedAnswer answer, long deadline, Promise<AnswerStored> promise) {
    this.answer = answer;
    this.deadline = deadline;
    this.promise = promise;
  }

  FinishedAnswer answer() {
    return answer;
  }

  UUID messageId() {
    return Ids.next(answer.turn().turnId());
  }

  void complete() {
    promise.tryComplete(new AnswerStored(answer.turn().turnId()));
  }

  @Override
  public long deadline() {
    return deadline;
  }

  @Override
  public Promise<AnswerStored> promise() {
    return promise;
  }
}
