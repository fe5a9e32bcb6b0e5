package dev.parley.bus;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a request for a code; the same for an address that is known and for one that is
 * not.
 *
 * @param retryAfter empty when the code is on its way; else how long nothing more is mailed to that
 *     address, since too much was of late
 */
public record CodeRequested(Optional<Duration> retryAfter) {}
