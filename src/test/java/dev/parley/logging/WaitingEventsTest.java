package dev.parley.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

@DisplayName("The events that wait to be written")
class WaitingEventsTest {

  private final WaitingEvents waiting = new WaitingEvents(4, 1);

  @Test
  @DisplayName("are taken all at once, in their order")
  void order() {
    add(Level.INFO, "1", "2");
    add(Level.WARN, "3");
    assertThat(taken()).containsExactly("1", "2", "3");
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(taken()).isEmpty();
  }

  @Test
  @DisplayName("keep their last places for what is worse than INFO")
  void reserved() {
    add(Level.INFO, "1", "2", "3", "dropped");
    add(Level.DEBUG, "dropped");
    add(Level.ERROR, "4", "dropped");
    assertThat(taken()).containsExactly("1", "2", "3", "4");
  }

  @Test
  @DisplayName("keep their last places for what is to stand in the log whatever else is told, too")
  void audit() {
    add(Level.INFO, "1", "2", "3", "dropped");
    waiting.add(event(Level.INFO, "dropped", MarkerFactory.getMarker("ANOTHER")));
    waiting.add(event(Level.INFO, "4", Audit.MARKER));
    add(Level.WARN, "dropped");
    assertThat(taken()).containsExactly("1", "2", "3", "4");
    assertThat(waiting.takeDropped()).isEqualTo(3);
  }

  @Test
  @DisplayName("are counted when they are dropped, and have room again once they are taken")
  void dropped() {
    add(Level.INFO, "1", "2", "3", "dropped", "dropped");
    assertThat(waiting.takeDropped()).isEqualTo(2);
    assertThat(waiting.takeDropped()).isZero();
    assertThat(taken()).hasSize(3);
    add(Level.INFO, "5");
    assertThat(taken()).containsExactly("5");
    assertThat(waiting.takeDropped()).isZero();
  }

  private void add(Level level, String... messages) {
    for (String message : messages) {
      waiting.add(event(level, message));
    }
  }

  private static LoggingEvent event(Level level, String message, Marker... markers) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(level);
    event.setMessage(message);
    for (Marker marker : markers) {
      event.addMarker(marker);
    }
    return event;
  }

  private List<String> taken() {
    return waiting.take().stream().map(ILoggingEvent::getMessage).toList();
  }
}
