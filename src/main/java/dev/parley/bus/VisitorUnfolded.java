package dev.parley.bus;

import java.util.Optional;
import java.util.UUID;

/**
 * @param visitorId the visitor, whom nobody is taken for any more
 * @param roomId the open room that is his own again; empty when he wrote nothing
 * @param messages how many messages went back into it
 */
public record VisitorUnfolded(UUID visitorId, Optional<UUID> roomId, int messages) {}
