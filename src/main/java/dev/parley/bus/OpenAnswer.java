package dev.parley.bus;

/**
 * A bot asks how it stands with the answer to a turn that was stored before, and that it does not
 * answer right now.
 *
 * @param turn the turn
 * @param ask whether the bot takes the answer over when nobody has it: when there is none, or one
 *     that broke off. To one bot at most the reply is {@link AnswerStanding.Yours}
 */
public record OpenAnswer(TurnOpened turn, boolean ask) {}
