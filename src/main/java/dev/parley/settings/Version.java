package dev.parley.settings;

import java.util.Optional;

/** Which Parley this is. */
public final class Version {

  /** As the jar's manifest has it; {@code development} where the classes are in no jar. */
  public static final String TEXT =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("development");

  private Version() {}
}
