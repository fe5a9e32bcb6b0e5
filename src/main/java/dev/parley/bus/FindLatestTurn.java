package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor asks for the last turn of his whose key begins so.
 *
 * @param domainId the tenant
 * @param visitor who asks
 * @param keyPrefix what the {@linkplain Turn#key() key} begins with; 1 to {@value
 *     Turn#MAX_KEY_LENGTH} characters
 */
public record FindLatestTurn(UUID domainId, VisitorSecret visitor, String keyPrefix) {

  /**
   * @throws InvalidFieldException when the beginning breaks its rule
   */
  public FindLatestTurn {
    Texts.require("keyPrefix", keyPrefix, 1, Turn.MAX_KEY_LENGTH);
  }
}
