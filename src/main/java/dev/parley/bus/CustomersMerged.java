package dev.parley.bus;

import java.util.Optional;
import java.util.UUID;

/**
 * @param customerId who stays
 * @param roomId his open room; empty when neither had one
 * @param visitors how many visitors were bound to him
 */
public record CustomersMerged(UUID customerId, Optional<UUID> roomId, int visitors) {}
