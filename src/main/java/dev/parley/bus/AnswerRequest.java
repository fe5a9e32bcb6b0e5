package dev.parley.bus;

/**
 * Asks the bot to answer a turn, and opens a reader on the answer.
 *
 * @param turn what is to be answered
 * @param message what the visitor wrote
 * @param readerAddress where the answer's frames are to go: one address per client, never one per
 *     stream
 * @param reader the reader's number at that address
 * @param window how many {@link Frame.Text} frames may be under way before the first {@link
 *     Frame.Credit}
 */
public record AnswerRequest(
    TurnOpened turn, String message, String readerAddress, long reader, int window) {}
