package dev.parley.bus;

import java.util.UUID;

/**
 * A visitor wants to prove that an address is his: a code is to be mailed to it.
 *
 * @param domainId the tenant
 * @param visitor who asks; he need not have written yet
 * @param email the address, as he typed it; not checked here
 */
public record RequestCode(UUID domainId, VisitorSecret visitor, String email) {

  private static final int MAX_LENGTH = 320;

  /**
   * @throws InvalidFieldException when the address is no text of a reasonable length
   */
  public RequestCode {
    Texts.require("email", email, 1, MAX_LENGTH);
  }
}
