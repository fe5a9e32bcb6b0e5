package dev.parley.bus;

import java.util.Optional;

/**
 * By what a domain's own site vouches for a visitor, as the visitor brought it: nothing of it is
 * checked here, not even its form. Whatever is given has to hold, and all of it for one address.
 *
 * @param email the address that the hash is of; alone it proves nothing
 * @param userHash HMAC-SHA256 of the normalised address with the domain's secret, in hex
 * @param userToken a JSON Web Token (RFC 7519), signed with the domain's secret by HS256
 */
public record Proof(Optional<String> email, Optional<String> userHash, Optional<String> userToken) {

  /** An address and its hash. */
  public static Proof ofHash(String email, String userHash) {
    return new Proof(Optional.of(email), Optional.of(userHash), Optional.empty());
  }

  /** A token, which bears its address. */
  public static Proof ofToken(String userToken) {
    return new Proof(Optional.empty(), Optional.empty(), Optional.of(userToken));
  }

  /** Says nothing of it, so that no log does: it can be used again. */
  @Override
  public String toString() {
    return "Proof[…]";
  }
}
