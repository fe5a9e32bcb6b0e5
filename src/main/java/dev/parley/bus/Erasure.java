package dev.parley.bus;

import java.time.Instant;
import java.util.UUID;

/**
 * That a person was erased. Nothing in it tells who it was.
 *
 * @param id of the erasure
 * @param customers how many customers went: none for an address that nobody had
 * @param visitors how many visitors were parted from their secrets, and went
 * @param rooms how many rooms went, folded ones among them
 * @param messages how many messages went, answers among them
 * @param mentions in how many messages of others the address was struck out
 * @param erasedAt when
 */
public record Erasure(
    UUID id,
    long customers,
    long visitors,
    long rooms,
    long messages,
    long mentions,
    Instant erasedAt) {}
