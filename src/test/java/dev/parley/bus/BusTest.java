package dev.parley.bus;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import dev.parley.testing.Logged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A fault of whoever answers on the bus")
class BusTest {

  private static final String INSIDE = "what nobody else shall read";

  private Logged errors;
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    BusCodecs.register(vertx.eventBus());
    bus = new Bus(vertx);
    errors = Logged.errors();
  }

  @AfterEach
  void stop() {
    errors.close();
    await(vertx.close());
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IllegalStateException(INSIDE),
        new StackOverflowError(INSIDE),
        new NoClassDefFoundError(INSIDE),
        new ExceptionInInitializerError(INSIDE));
  }

  @ParameterizedTest
  @MethodSource("faults")
  @DisplayName("that is thrown is told at once, without its text, and logged")
  void thrown(Throwable fault) {
    assertToldAndLogged(
        () -> {
          if (fault instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) fault;
        });
  }

  @ParameterizedTest
  @MethodSource("faults")
  @DisplayName("with which a future fails is told at once, without its text, and logged")
  void failed(Throwable fault) {
    assertToldAndLogged(() -> Future.failedFuture(fault));
  }

  /** Not told at all, it would be {@link Failure#UNAVAILABLE}: nobody answered. */
  private void assertToldAndLogged(Supplier<Future<VisitorReset>> answer) {
    bus.answer(Addresses.CHAT_RESET, question -> answer.get());
    ResetVisitor question = new ResetVisitor(UUID.randomUUID(), VisitorSecret.issue());

    Throwable told = catchThrowable(() -> await(bus.request(Addresses.CHAT_RESET, question)));

    assertThat(Failure.of(told)).isEqualTo(Failure.INTERNAL);
    assertThat(told.getMessage()).doesNotContain(INSIDE);
    assertThat(errors.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.ERROR);
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo(INSIDE);
            });
  }
}
