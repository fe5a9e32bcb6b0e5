package dev.parley.bot;

/** Says one fixed text, whatever it is asked: a domain's away message. */
final class FixedBot implements Bot {

  private final String text;
  private final Pace pace;

  FixedBot(String text, Pace pace) {
    this.text = text;
    this.pace = pace;
  }

  @Override
  public Answering answer(Question question, Speech speech) {
    return pace.speak(text, speech);
  }

  @Override
  public String label() {
    return "fixed";
  }
}
