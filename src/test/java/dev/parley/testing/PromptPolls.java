package dev.parley.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Awaitility looks at once, and then often. By itself it waits for 100 ms before it looks at all,
 * which a test of the widget pays at each step.
 */
public final class PromptPolls implements LauncherSessionListener {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  /** Made by JUnit's launcher. */
  public PromptPolls() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(INTERVAL);
  }
}
