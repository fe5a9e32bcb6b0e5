/**
 * The load client of {@code scripts/bench}: what wrk cannot tell. It hears an answer chunk by
 * chunk, and asks at a fixed rate, whatever the server does meanwhile.
 */
package dev.parley.bench;
