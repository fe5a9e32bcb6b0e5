package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.StartException;
import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A port that cannot be opened")
class ListenerTest {

  private final Listener http = new Listener("http", "127.0.0.1", 3000);
  private final Listener management = new Listener("management", "::1", 80);

  @Test
  @DisplayName("is named with its setting when it is taken, whatever the transport says")
  void taken() {
    assertThat(explained(http, new BindException("Address already in use")))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "The port 127.0.0.1:3000 is taken:"
                + " set PORT (http.port) to another one, or stop what listens there.");
    assertThat(
            explained(
                management,
                new IOException("bind(..) failed with error(-98): Address already in use")))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "The port [::1]:80 is taken:"
                + " set MANAGEMENT_PORT (management.port) to another one, or stop what listens there.");
  }

  @Test
  @DisplayName("is named with both its settings and the reason otherwise")
  void refused() {
    assertThat(
            explained(
                management, new IOException("bind(..) failed with error(-13): Permission denied")))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "Parley cannot listen on [::1]:80, as MANAGEMENT_HOST and MANAGEMENT_PORT"
                + " (management.host, management.port) say: Permission denied.");
  }

  @Test
  @DisplayName("takes no blame for another failure")
  void another() {
    IllegalStateException failure = new IllegalStateException("another");
    assertThat(explained(http, failure)).isSameAs(failure);
  }

  private static Throwable explained(Listener listener, Throwable cause) {
    return listener.explain(cause).cause();
  }
}
