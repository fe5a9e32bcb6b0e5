package dev.parley.settings;

import java.time.Duration;

/**
 * The visitors' side.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param maxBodyBytes the largest request body
 * @param requestTimeout how long a request may take from its first byte, of a new connection from
 *     its acceptance, to the end of its body
 * @param idleTimeout how long a connection may say nothing in either direction
 * @param keepAlive after how much silence a stream gets a sign of life
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param demo whether a browser that opens {@code /} is shown the demo, with what the server does
 */
public record HttpSettings(
    String host,
    int port,
    int maxBodyBytes,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration keepAlive,
    AddressRanges trustedProxies,
    boolean demo) {}
