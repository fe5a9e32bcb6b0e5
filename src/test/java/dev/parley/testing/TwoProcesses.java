package dev.parley.testing;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Two processes of the program on one database. They never outlive the tests. */
public final class TwoProcesses implements AutoCloseable {

  private final ParleyHome home = ParleyHome.create();
  private final ParleyHome otherHome = ParleyHome.create();
  private final ParleyProcess one;
  private final ParleyProcess other;

  /**
   * Starts both, and waits until they are ready.
   *
   * @param settings as variables of the environment
   */
  public TwoProcesses(TestDatabase database, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATABASE_URL", database.url());
    one = ParleyProcess.launch(home, environment);
    other = ParleyProcess.launch(otherHome, environment);
    one.awaitReady();
    other.awaitReady();
  }

  public ParleyProcess one() {
    return one;
  }

  public ParleyProcess other() {
    return other;
  }

  @Override
  public void close() throws IOException {
    one.close();
    other.close();
    home.close();
    otherHome.close();
  }
}
