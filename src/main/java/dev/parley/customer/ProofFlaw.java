package dev.parley.customer;

import dev.parley.bus.Proof;
import dev.parley.email.EmailAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a proof, for the log of those who run the site: of its form and its times, and
 * whose key it was made with; nothing that a stranger wrote is said again. Without state.
 */
final class ProofFlaw {

  private ProofFlaw() {}

  /**
   * The first that is found.
   *
   * @param proof one that does not hold
   * @param secrets those that are valid
   */
  static String of(Proof proof, List<String> secrets) {
    if (proof.userHash().isEmpty() && proof.userToken().isEmpty()) {
      return "there is an email, but neither userHash nor userToken";
    }
    if (proof.email().isPresent() && proof.email().flatMap(EmailAddress::parse).isEmpty()) {
      return "the email is no address";
    }
    Optional<String> flaw = proof.userToken().flatMap(token -> TokenCheck.flaw(token, secrets));
    if (flaw.isPresent()) {
      return "the userToken " + flaw.get();
    }
    if (proof.userHash().isPresent() && proof.email().isEmpty()) {
      return "there is a userHash, but no email";
    }
    if (proof.userHash().filter(hash -> !ProofCheck.isHash(hash)).isPresent()) {
      return "the userHash is not 64 hexadecimal digits";
    }
    if (proof.userHash().filter(hash -> !holds(proof, hash, secrets)).isPresent()) {
      return "the userHash is not the HMAC-SHA256 of the email, in lower case, with the domain's"
          + " secret as the key";
    }
    return "the userToken is for another address than the email";
  }

  private static boolean holds(Proof proof, String hash, List<String> secrets) {
    return proof
        .email()
        .flatMap(email -> ProofCheck.address(Proof.ofHash(email, hash), secrets))
        .isPresent();
  }
}
