/**
 * A language model, asked over HTTP: what it is told goes out as a {@link
 * dev.parley.bot.model.Prompt}, what it says comes back token by token. Knows nothing of bots,
 * visitors or databases.
 *
 * <p>langchain4j speaks the providers' protocols; the HTTP beneath it is Vert.x', so that a request
 * can be reset at any moment, and nothing blocks. Everything happens on the event loop of whoever
 * asks.
 */
package dev.parley.bot.model;
