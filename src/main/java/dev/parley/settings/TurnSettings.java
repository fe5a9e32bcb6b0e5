package dev.parley.settings;

import java.time.Duration;

/**
 * The queue of turns that wait for the database.
 *
 * @param connections on how many connections batches may be under way at once
 * @param batchSize the most turns in one batch
 * @param queueSize the most turns that wait; beyond it they are refused, as are those who would
 *     wait long, and, when more comes than the database takes, what is beyond a batch for each
 *     connection, and one more
 * @param lockTimeout how long a batch waits for a row that another transaction holds, before its
 *     turns go one by one
 * @param timeout how long a turn may take in all, before it is refused
 */
public record TurnSettings(
    int connections, int batchSize, int queueSize, Duration lockTimeout, Duration timeout) {}
