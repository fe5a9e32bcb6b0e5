/**
 * Kills, cuts and crashes under load, and what is left of the promises that were made meanwhile:
 * {@code scripts/chaos}, and the short round of it in the build. The clients write down what they
 * sent and what they were told ({@link dev.parley.chaos.Journal}); in the end that is held against
 * the database ({@link dev.parley.chaos.Verdict}).
 */
package dev.parley.chaos;
