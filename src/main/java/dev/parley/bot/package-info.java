/**
 * The bots: who answers a visitor, and how the answer reaches its readers. Meets the rest of Parley
 * only in {@link dev.parley.bus}.
 *
 * <p>A {@link dev.parley.bot.Bot} speaks; a {@code RunningAnswer} keeps what it said and stores it;
 * a {@code Reader} is a cursor into that text.
 */
package dev.parley.bot;
