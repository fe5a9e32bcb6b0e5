package dev.parley.bus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What a visitor proves himself with: the {@code anonymousId} that his widget keeps. Whoever has it
 * is this visitor; so it is stored as its SHA-256 only, and is no part of any log or event.
 *
 * @param value 1 to 128 characters
 */
public record VisitorSecret(String value) {

  private static final int MAX_LENGTH = 128;

  /**
   * @throws InvalidFieldException when the value is empty, too long, or no well-formed text
   */
  public VisitorSecret {
    Texts.require("anonymousId", value, 1, MAX_LENGTH);
  }

  /** A new one, for a visitor who has none: 122 random bits. */
  public static VisitorSecret issue() {
    return new VisitorSecret(UUID.randomUUID().toString());
  }

  /**
   * What is kept of it, 32 bytes. Unsalted and fast on purpose: he is looked up by it, and a random
   * secret cannot be guessed.
   */
  public byte[] sha256() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return sha256.digest(value.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Says nothing of the value, so that no log does. */
  @Override
  public String toString() {
    return "VisitorSecret[…]";
  }
}
