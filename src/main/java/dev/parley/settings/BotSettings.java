package dev.parley.settings;

/**
 * The bots.
 *
 * @param wordsPerSecond the pace of the embedded bots; 0 is as fast as it goes
 * @param maxAnswerChars the longest answer, in UTF-16 units; it is cut there
 * @param maxRunning the most answers that run at once in this process
 */
public record BotSettings(double wordsPerSecond, int maxAnswerChars, int maxRunning) {}
