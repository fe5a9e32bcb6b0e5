package dev.parley.database;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of several servers")
class ServerRaceTest {

  private static final ServerAddress FIRST = new ServerAddress("first", 5432);
  private static final ServerAddress SECOND = new ServerAddress("second", 5432);
  private static final ServerAddress THIRD = new ServerAddress("third", 5432);

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final Vertx vertx = Vertx.vertx();
  private final Map<ServerAddress, Promise<String>> answers = new HashMap<>();
  private final List<ServerAddress> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

  ServerRaceTest() {
    List.of(FIRST, SECOND, THIRD).forEach(server -> answers.put(server, Promise.promise()));
  }

  @AfterEach
  void end() {
    await(vertx.close());
  }

  private Future<ServerRace.Won<String>> race(Duration headStart) {
    return new ServerRace<>(
            vertx.getOrCreateContext(),
            headStart,
            List.of(FIRST, SECOND, THIRD),
            server -> {
              asked.add(server);
              return answers.get(server).future();
            },
            closed::add)
        .run();
  }

  @Test
  @DisplayName("the first is taken when it will do, and the others are not asked")
  void first() {
    answers.get(FIRST).complete("one");
    assertThat(await(race(LONG))).isEqualTo(new ServerRace.Won<>(FIRST, "one"));
    assertThat(asked).containsExactly(FIRST);
  }

  @Test
  @DisplayName("the next is asked as soon as one refuses")
  void refused() {
    answers.get(FIRST).fail("refused");
    answers.get(SECOND).fail("it takes no writes");
    answers.get(THIRD).complete("three");
    assertThat(await(race(LONG)).server()).isEqualTo(THIRD);
    assertThat(asked).containsExactly(FIRST, SECOND, THIRD);
  }

  @Test
  @DisplayName("the next is asked while one says nothing, whose connection is closed if it comes")
  void silent() {
    answers.get(SECOND).complete("two");
    assertThat(await(race(SHORT)).connection()).isEqualTo("two");

    answers.get(FIRST).complete("one");
    Awaitility.await().untilAsserted(() -> assertThat(closed).containsExactly("one"));
  }

  @Test
  @DisplayName("one that was slow is taken all the same when no other will do")
  void slow() {
    Future<ServerRace.Won<String>> race = race(SHORT);
    answers.get(SECOND).fail("refused");
    Awaitility.await().until(() -> asked.contains(THIRD));
    answers.get(THIRD).fail("refused");
    answers.get(FIRST).complete("one");
    assertThat(await(race).server()).isEqualTo(FIRST);
  }

  @Test
  @DisplayName("none may do: then the database is away, and each one's reason is told")
  void none() {
    answers.get(FIRST).fail("refused");
    answers.get(SECOND).fail("it takes no writes");
    answers.get(THIRD).fail("timed out");
    Future<ServerRace.Won<String>> race = race(SHORT);
    assertThatThrownBy(() -> await(race))
        .hasMessageContaining(
            "first:5432: refused | second:5432: it takes no writes | third:5432: timed out");
    assertThat(Failure.of(Absence.told(race.cause()).cause())).isEqualTo(Failure.UNAVAILABLE);
  }
}
