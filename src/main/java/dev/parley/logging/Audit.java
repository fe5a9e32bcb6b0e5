package dev.parley.logging;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Marks the lines that tell what operators changed. They are as good as warnings to a log that is
 * flooded: the lines of the turns make room for them.
 */
public final class Audit {

  /** To be given with the line: {@code LOG.info(Audit.MARKER, …)}. */
  public static final Marker MARKER = MarkerFactory.getMarker("AUDIT");

  private Audit() {}
}
