package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor says what he thinks of the answer to a turn of his or, once he is verified, of his
 * customer's room. The last word counts.
 *
 * @param turnId the turn
 * @param visitor who says that it is his
 * @param rating what he thinks
 */
public record RateAnswer(UUID turnId, VisitorSecret visitor, Rating rating) {}
