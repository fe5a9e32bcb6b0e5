package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.TurnOpened;
import dev.parley.database.Connector;
import dev.parley.database.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Turns that were refused and may be stored")
class DoubtfulTurnsTest {

  private final Set<UUID> over = ConcurrentHashMap.newKeySet();

  private CustomerFixture parley;
  private Lane lane;

  @BeforeEach
  void start() {
    parley = CustomerFixture.start();
    lane = new Lane(parley.vertx(), Connector.to(parley.connectOptions()));
  }

  @AfterEach
  void stop() {
    await(lane.close());
    parley.close();
  }

  /** Who looks for them all. */
  private DoubtfulTurns doubtful(List<TurnOpened> turns, Duration longestWay) {
    DoubtfulTurns doubtful = new DoubtfulTurns(parley.vertx(), lane, over::add, longestWay);
    turns.forEach(turn -> doubtful.add(turn.turnId()));
    return doubtful;
  }

  private List<TurnOpened> turns() {
    return IntStream.range(0, 7).mapToObj(i -> parley.say("v" + i, "Hello")).toList();
  }

  private void refuse(TurnOpened turn, String sqlState) {
    parley.sql(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '%s'; END $$
        """
            .formatted(sqlState));
    parley.sql(
        """
        CREATE TRIGGER refuse BEFORE INSERT ON chat_message FOR EACH ROW
        WHEN (NEW.id = '%s') EXECUTE FUNCTION refuse()
        """
            .formatted(Ids.next(turn.turnId())));
  }

  private long closed() {
    return parley.count("chat_message WHERE status = 'interrupted'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"XX001", "58030", "23514"})
  @DisplayName(
      "are closed, but for the one whose answer cannot be stored, which is looked at again")
  void oneIsRefused(String sqlState) {
    List<TurnOpened> turns = turns();
    refuse(turns.get(3), sqlState);
    DoubtfulTurns doubtful = doubtful(turns, Duration.ofDays(1));
    await(doubtful.look());

    assertThat(closed()).isEqualTo(6);
    assertThat(over).hasSize(6).doesNotContain(turns.get(3).turnId());

    parley.sql("DROP TRIGGER refuse ON chat_message");
    await(doubtful.look());
    assertThat(closed()).isEqualTo(7);
    assertThat(over).hasSize(7);
  }

  @Test
  @DisplayName("are forgotten after a while, also when the look for them is refused")
  void refusedForLong() {
    List<TurnOpened> turns = turns();
    refuse(turns.get(3), "XX001");
    await(doubtful(turns, Duration.ZERO).look());

    assertThat(closed()).isEqualTo(6);
    assertThat(over).hasSize(7);
  }

  @Test
  @DisplayName("are not forgotten while the database is away, however long")
  void away() {
    List<TurnOpened> turns = turns();
    refuse(turns.get(3), "57P01"); // as of a server that goes down
    DoubtfulTurns doubtful = doubtful(turns, Duration.ZERO);
    await(doubtful.look());
    assertThat(over).isEmpty();

    parley.sql("DROP TRIGGER refuse ON chat_message");
    await(doubtful.look());
    assertThat(closed()).isEqualTo(7);
    assertThat(over).hasSize(7);
  }
}
