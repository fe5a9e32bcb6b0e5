package dev.parley.bot;

import dev.parley.bot.Passages.Passage;
import java.util.List;
import java.util.Optional;

/**
 * Answers from the domain's own knowledge base: it says the passage that fits the question best, to
 * its section's end, and says so when none fits. One query per answer; needs no key and no network.
 */
final class KnowledgeBot implements Bot {

  private final Passages passages;
  private final Pace pace;

  KnowledgeBot(Passages passages, Pace pace) {
    SmallTalk.load();
    this.passages = passages;
    this.pace = pace;
  }

  @Override
  public Answering answer(Question question, Speech speech) {
    SmallTalk smallTalk = SmallTalk.in(question.language());
    String plain = smallTalk.withoutAddresses(question.message());
    Optional<String> reply = smallTalk.replyTo(question, plain);
    if (reply.isPresent()) {
      return pace.speak(reply.get(), speech);
    }
    LookUp lookUp = new LookUp(question, speech);
    lookUp.begin();
    return lookUp;
  }

  @Override
  public String label() {
    return "knowledge";
  }

  /** A question that waits for the database, then is answered. */
  private final class LookUp implements Answering {

    private final Question question;
    private final Speech speech;
    private Answering speaking = Answering.OVER;
    private boolean stopped;

    LookUp(Question question, Speech speech) {
      this.question = question;
      this.speech = speech;
    }

    void begin() {
      passages.find(question, 1).onComplete(this::found, speech::fail);
    }

    private void found(List<Passage> best) {
      if (stopped) {
        return;
      }
      String text =
          best.isEmpty()
              ? SmallTalk.in(question.language()).unknown(question)
              : best.get(0).section();
      speech.sources(best.stream().map(Passage::source).toList());
      speaking = pace.speak(text, speech);
    }

    @Override
    public void stop() {
      stopped = true;
      speaking.stop();
    }
  }
}
