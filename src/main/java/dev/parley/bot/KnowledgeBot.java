package dev.parley.bot;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Answers from the domain's own knowledge base: it says the passage that fits the question best,
 * and says so when none fits. One query per answer; needs no key and no network.
 */
final class KnowledgeBot implements Bot {

  /**
   * How much of the question, weighed by how rare its words are in the domain, a passage must speak
   * of to count as its answer.
   */
  private static final double FLOOR = 0.38;

  /** Words of courtesy, which say nothing of what is asked. */
  private static final Pattern COURTESY =
      Pattern.compile(
          "\\b(hi|hello|hey|please|thanks|thank you|would|could|i'd like to know|i would like to"
              + " know|i want to know|i wonder|can you tell me|tell me|let me know|know|like|want"
              + "|whether|also|maybe|just|actually|good (morning|afternoon|evening))\\b",
          Pattern.CASE_INSENSITIVE);

  private final Pool pool;
  private final Pace pace;

  KnowledgeBot(Pool pool, Pace pace) {
    this.pool = pool;
    this.pace = pace;
  }

  @Override
  public Answering answer(Question question, Speech speech) {
    String plain = SmallTalk.withoutAddresses(question.message());
    Optional<String> reply = SmallTalk.replyTo(question, plain);
    if (reply.isPresent()) {
      return pace.speak(reply.get(), speech);
    }
    LookUp lookUp = new LookUp(question, essence(plain), speech);
    lookUp.begin();
    return lookUp;
  }

  @Override
  public String label() {
    return "knowledge";
  }

  private static String essence(String plain) {
    String essence = COURTESY.matcher(plain).replaceAll(" ");
    return essence.isBlank() ? plain : essence;
  }

  /** A question that waits for the database, then is answered. */
  private final class LookUp implements Answering {

    private final Question question;
    private final String essence;
    private final Speech speech;
    private Answering speaking = Answering.OVER;
    private boolean stopped;

    LookUp(Question question, String essence, Speech speech) {
      this.question = question;
      this.essence = essence;
      this.speech = speech;
    }

    void begin() {
      Tuple asked = Tuple.of(question.domainId(), question.language(), essence, FLOOR);
      pool.preparedQuery(BotQueries.BEST_PASSAGE)
          .execute(asked)
          .timeout(BotQueries.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .onComplete(this::found, speech::fail);
    }

    private void found(RowSet<Row> rows) {
      if (stopped) {
        return;
      }
      Iterator<Row> best = rows.iterator();
      String text = best.hasNext() ? best.next().getString("body") : SmallTalk.unknown(question);
      speaking = pace.speak(text, speech);
    }

    @Override
    public void stop() {
      stopped = true;
      speaking.stop();
    }
  }
}
