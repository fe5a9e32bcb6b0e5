package dev.parley;

import java.util.Optional;

/** Which version of the program this is. */
final class Version {

  private static final String OF_NO_JAR = "development";

  private Version() {}

  /** As the jar's manifest has it, which the build wrote from the project's. */
  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse(OF_NO_JAR);
  }
}
