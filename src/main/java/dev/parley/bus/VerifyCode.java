package dev.parley.bus;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A visitor brings the code that was mailed to the address which he says is his.
 *
 * @param domainId the tenant
 * @param visitor who asked for the code
 * @param code six digits
 */
public record VerifyCode(UUID domainId, VisitorSecret visitor, String code) {

  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  /**
   * White space around the code, or in it, is not minded: people copy.
   *
   * @throws InvalidFieldException when it is no code, whatever was mailed
   */
  public VerifyCode {
    code = code.replaceAll("\\s", "");
    if (!CODE.matcher(code).matches()) {
      throw new InvalidFieldException("code", "must be six digits");
    }
  }

  /** Says nothing of the code, so that no log does. */
  @Override
  public String toString() {
    return "VerifyCode[…]";
  }
}
