package dev.parley.testing;

import dev.parley.settings.MailSettings;
import java.time.Duration;

/** Mail servers for tests that are not about mail. */
public final class TestMail {

  /** There is none. */
  public static final MailSettings NONE =
      new MailSettings(
          "", 25, "", "", "", "none", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 10, 5, 20);

  private TestMail() {}
}
