package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.LimitSettings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The places for answers that are heard at the same time")
class StreamPlacesTest {

  private static final Asker ANN = new Asker(Optional.of(1L), 10);
  private static final Asker BOB = new Asker(Optional.of(2L), 10);
  private static final Asker EVE = new Asker(Optional.of(3L), 20);

  private static StreamPlaces places(LimitSettings limits) {
    return new StreamPlaces(limits);
  }

  private static TestLimits limits() {
    return TestLimits.on()
        .with("maxStreamsPerVisitor", 2)
        .with("maxStreamsPerIp", 3)
        .with("maxStreams", 4);
  }

  @Test
  @DisplayName("are counted by visitor, by address and in all")
  void counted() {
    StreamPlaces places = places(limits().settings());
    assertThat(places.take(ANN)).isEmpty();
    assertThat(places.take(ANN)).isEmpty();
    assertThat(places.take(ANN)).contains(Limit.VISITOR_STREAMS);
    assertThat(places.take(BOB)).isEmpty();
    assertThat(places.take(BOB)).contains(Limit.IP_STREAMS);
    assertThat(places.take(EVE)).isEmpty();
    assertThat(places.take(EVE)).contains(Limit.STREAMS);
    assertThat(places.taken()).isEqualTo(4);
  }

  @Test
  @DisplayName("are given back, and then nobody is remembered")
  void givenBack() {
    StreamPlaces places = places(limits().settings());
    places.take(ANN);
    places.take(ANN);
    assertThat(places.take(ANN)).isPresent();
    places.giveBack(ANN);
    assertThat(places.take(ANN)).isEmpty();
    places.giveBack(ANN);
    places.giveBack(ANN);
    assertThat(places.taken()).isZero();
    assertThat(places.known()).isZero();
  }

  @Test
  @DisplayName("are bounded in all also when the limits are off")
  void off() {
    StreamPlaces places =
        places(
            TestLimits.off(settings -> settings.with("maxStreams", 2).with("maxStreamsPerIp", 1)));
    assertThat(places.take(ANN)).isEmpty();
    assertThat(places.take(ANN)).isEmpty();
    assertThat(places.take(ANN)).contains(Limit.STREAMS);
    places.giveBack(ANN);
    assertThat(places.take(ANN)).isEmpty();
  }

  @Test
  @DisplayName("are never taken by one too many, whoever comes and goes at the same time")
  void concurrent() throws Exception {
    StreamPlaces places = places(limits().with("maxStreams", 100).settings());
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TokenBucketTest.passed(
        1_000,
        () -> {
          boolean in = places.take(ANN).isEmpty();
          if (in) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            places.giveBack(ANN);
          }
          return in;
        });
    assertThat(most.get()).isBetween(1, 2);
    assertThat(places.taken()).isZero();
    assertThat(places.known()).isZero();
  }
}
