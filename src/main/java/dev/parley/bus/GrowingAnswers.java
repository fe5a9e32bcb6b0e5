package dev.parley.bus;

import java.util.List;

/**
 * The answers of one bot that have grown since it last said so.
 *
 * @param answers each once
 */
public record GrowingAnswers(List<GrowingAnswer> answers) {}
