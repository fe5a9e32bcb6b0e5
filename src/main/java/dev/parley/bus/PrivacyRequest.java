package dev.parley.bus;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What the people who run a site ask for on behalf of a person. */
public sealed interface PrivacyRequest {

  /**
   * How long an export's page or an erasure may take: all that a tenant's visitors ever said may be
   * read through for mentions of the address.
   */
  Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * @param domainId the tenant
   * @param email whose, in any spelling of the address; 1 to 320 characters
   * @param after where the page before ended
   */
  record Export(UUID domainId, String email, Optional<String> after) implements PrivacyRequest {
    /**
     * @throws InvalidFieldException when the address breaks its rule
     */
    public Export {
      requireAddress(email);
    }
  }

  /**
   * @param domainId the tenant
   * @param email whose, in any spelling of the address; 1 to 320 characters
   */
  record Erase(UUID domainId, String email) implements PrivacyRequest {
    /**
     * @throws InvalidFieldException when the address breaks its rule
     */
    public Erase {
      requireAddress(email);
    }
  }

  /**
   * @param domainId the tenant
   * @param cursor where the page before ended
   * @param limit how many, 1 to 500
   */
  record ListErasures(UUID domainId, Optional<String> cursor, int limit) implements PrivacyRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ListErasures {
      if (limit < 1 || limit > 500) {
        throw new InvalidFieldException("limit", "must be 1 to 500");
      }
    }
  }

  /**
   * @param domainId the tenant
   */
  record ShowRetention(UUID domainId) implements PrivacyRequest {}

  /**
   * @param domainId the tenant
   * @param days how long a room is kept in which nobody says anything, 1 to {@value #MOST_DAYS};
   *     empty: for ever
   */
  record SetRetention(UUID domainId, Optional<Integer> days) implements PrivacyRequest {

    /** A hundred years. */
    public static final int MOST_DAYS = 36_500;

    /**
     * @throws InvalidFieldException when the days break their rule
     */
    public SetRetention {
      if (days.isPresent() && (days.get() < 1 || days.get() > MOST_DAYS)) {
        throw new InvalidFieldException("days", "must be 1 to " + MOST_DAYS);
      }
    }
  }

  /** RFC 3696: 64 characters, an at sign, and 255. */
  private static void requireAddress(String email) {
    Texts.require("email", email, 1, 320);
  }
}
