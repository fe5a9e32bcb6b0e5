package dev.parley.settings;

import java.nio.file.Path;

/**
 * A setting's value as somebody wrote it.
 *
 * @param where file and line, or the variable
 * @param base what a relative path there is relative to
 */
record Given(String text, String where, Path base) {}
