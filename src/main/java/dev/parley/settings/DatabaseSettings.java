package dev.parley.settings;

import java.time.Duration;

/**
 * Which PostgreSQL, and how it is used.
 *
 * @param url {@code postgresql://user:password@host:port/database?sslmode=…}, with several servers
 *     {@code host:port,host:port}; empty brings an embedded one
 * @param poolSize connections for everything but turns
 * @param poolQueueSize how many requests may wait for one of them
 * @param connectTimeout how long a connection may take to open, with each of several servers
 */
public record DatabaseSettings(
    String url, int poolSize, int poolQueueSize, Duration connectTimeout) {

  /** Says nothing of the URL, which bears a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[poolSize=" + poolSize + "]";
  }
}
