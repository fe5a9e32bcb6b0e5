package dev.parley.bus;

/**
 * @param articles how many articles were loaded
 * @param passages into how many passages they were cut
 */
public record KnowledgeLoaded(int articles, int passages) {}
