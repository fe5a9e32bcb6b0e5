package dev.parley.bus;

import java.time.Instant;

/**
 * The process is going down.
 *
 * @param deadline until when answers that run may go on; then they are cut and stored as {@link
 *     AnswerStatus#INTERRUPTED}
 */
public record ShuttingDown(Instant deadline) {}
