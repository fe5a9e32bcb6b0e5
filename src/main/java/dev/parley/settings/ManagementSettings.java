package dev.parley.settings;

/**
 * The operators' side: health, metrics, administration.
 *
 * @param host the address to listen on; loopback unless set otherwise
 * @param port the port to listen on; 0 takes a free one
 * @param token the bearer token of the admin routes; empty takes the one in the file {@code
 *     admin-token} of the home folder, which is made at the first start
 */
public record ManagementSettings(String host, int port, String token) {

  /** What a token must be. */
  public static final String TOKEN_IN_WORDS = "made of visible ASCII characters, without blanks";

  /** Whether a text may be the token: one that no header can bear would never be right. */
  public static boolean isToken(String text) {
    return text.matches("[!-~]+");
  }

  /** Says nothing of the token, so that no log does. */
  @Override
  public String toString() {
    return "ManagementSettings[host=" + host + ", port=" + port + "]";
  }
}
