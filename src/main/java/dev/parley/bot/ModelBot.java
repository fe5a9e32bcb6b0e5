package dev.parley.bot;

import dev.parley.bot.Passages.Passage;
import dev.parley.bot.model.LanguageModel;
import dev.parley.bot.model.ModelFailure;
import dev.parley.bot.model.ModelListener;
import dev.parley.bot.model.ModelRun;
import dev.parley.bot.model.Prompt;
import io.vertx.core.Future;
import java.util.List;

/**
 * Answers from a language model, which is given the best passages of the domain's knowledge base,
 * and what this visitor and the bot said before. While the model is away another bot answers
 * instead, in its own words; an answer that has begun and breaks off stays what it is, and has
 * failed.
 */
final class ModelBot implements Bot {

  private static final int MOST_PASSAGES = 4;

  private final LanguageModel model;
  private final Passages passages;
  private final History history;
  private final Instructions instructions;
  private final Bot standIn;

  /**
   * @param standIn answers while the model is away
   */
  ModelBot(
      LanguageModel model,
      Passages passages,
      History history,
      Instructions instructions,
      Bot standIn) {
    this.model = model;
    this.passages = passages;
    this.history = history;
    this.instructions = instructions;
    this.standIn = standIn;
  }

  @Override
  public Answering answer(Question question, Speech speech) {
    if (question.message().isBlank()) {
      return standIn.answer(question, speech); // models take no message without a word
    }
    ModelAnswer answer = new ModelAnswer(question, speech);
    answer.begin();
    return answer;
  }

  @Override
  public String label() {
    return "model";
  }

  /** An answer: it looks up, then asks the model; when that is away, the stand-in. */
  private final class ModelAnswer implements Answering, ModelListener {

    private final Question question;
    private final Speech speech;
    private Answering underWay = Answering.OVER;
    private boolean stopped;

    ModelAnswer(Question question, Speech speech) {
      this.question = question;
      this.speech = speech;
    }

    void begin() {
      prompt().onComplete(this::ask, speech::fail);
    }

    private Future<Prompt> prompt() {
      Future<List<Passage>> found = passages.find(question, MOST_PASSAGES);
      Future<List<Prompt.Line>> said = history.before(question);
      return Future.all(found, said)
          .map(
              both -> {
                speech.sources(found.result().stream().map(Passage::source).toList());
                return Prompt.of(
                    instructions.with(found.result()), said.result(), question.message());
              });
    }

    private void ask(Prompt prompt) {
      if (stopped) {
        return;
      }
      try {
        ModelRun run = model.run(prompt, this);
        speech.asked(prompt.chars());
        underWay = run::stop;
        run.begin();
      } catch (RuntimeException e) {
        speech.fail(e); // nobody else would
      }
    }

    @Override
    public void token(String text) {
      speech.say(text);
    }

    @Override
    public void cost(int tokens) {
      speech.cost(tokens);
    }

    @Override
    public void done() {
      speech.done();
    }

    @Override
    public void away(ModelFailure why) {
      speech.asked(question.message().length());
      speech.sources(List.of()); // the stand-in has its own
      underWay = standIn.answer(question, speech);
    }

    @Override
    public void brokeOff(ModelFailure why) {
      speech.fail(why);
    }

    @Override
    public void stop() {
      stopped = true;
      underWay.stop();
    }
  }
}
