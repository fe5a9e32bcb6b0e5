package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The body of a secret's rotation; there need not be one.
 *
 * @param validHours how long the secret before the new one stays valid
 */
record Rotation(Optional<Integer> validHours) {

  /** Time enough to bring the new one to every server of a site. */
  private static final int USUAL_HOURS = 24;

  /** For how many hours a request wants it valid, or usually has it. */
  static int hours(Buffer body) {
    Optional<Integer> wanted =
        body.length() == 0 ? Optional.empty() : AdminBody.read(body, Rotation.class).validHours();
    return wanted.orElse(USUAL_HOURS);
  }
}
