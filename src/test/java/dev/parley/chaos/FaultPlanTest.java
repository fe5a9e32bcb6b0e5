package dev.parley.chaos;

import static dev.parley.chaos.Fault.ALL_SERVERS_KILLED;
import static dev.parley.chaos.Fault.BOTH_KILLED;
import static dev.parley.chaos.Fault.DATABASE_KILLED;
import static dev.parley.chaos.Fault.SERVER_KILLED;
import static dev.parley.chaos.Fault.SERVER_KILLED_TWICE;
import static dev.parley.chaos.Fault.SERVER_MISSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A plan of faults")
class FaultPlanTest {

  @ParameterizedTest
  @CsvSource({
    "1, 100, 20, 30",
    "1, 4, 2, 4",
    "1, 1, 1, 1",
    "1, 0, 3, 0",
    "1, 5, 0, 0",
    "1, 0, 0, 0",
    "2, 100, 20, 30",
    "2, 30, 5, 6",
    "2, 2, 1, 1",
    "2, 1, 0, 0"
  })
  @DisplayName("has as many of each kind as were asked for")
  void counts(int servers, int kills, int databaseKills, int cuts) {
    List<Fault> plan = Fault.plan(servers, kills, databaseKills, cuts, new Random(1));

    int both = Collections.frequency(plan, BOTH_KILLED);
    int twice = Collections.frequency(plan, SERVER_KILLED_TWICE);
    int all = Collections.frequency(plan, ALL_SERVERS_KILLED);
    int once =
        Collections.frequency(plan, SERVER_KILLED) + Collections.frequency(plan, SERVER_MISSED);
    int database = Collections.frequency(plan, DATABASE_KILLED);
    assertThat(once + 2 * twice + servers * all + both).isEqualTo(kills);
    assertThat(database + both).isEqualTo(databaseKills);
    assertThat(plan).hasSize(once + twice + all + both + database + cuts);
  }

  @Test
  @DisplayName("is the same for the same seed, and has everything in it when it is long")
  void sameSeed() {
    List<Fault> plan = Fault.plan(2, 100, 20, 30, new Random(7));

    assertThat(plan)
        .isEqualTo(Fault.plan(2, 100, 20, 30, new Random(7)))
        .isNotEqualTo(Fault.plan(2, 100, 20, 30, new Random(8)))
        .containsAll(EnumSet.allOf(Fault.class));
  }

  @Test
  @DisplayName("misses a server only where another one is")
  void missed() {
    assertThat(Fault.plan(1, 100, 20, 30, new Random(7)))
        .doesNotContain(SERVER_MISSED, ALL_SERVERS_KILLED);
    assertThat(Fault.plan(2, 1, 0, 0, new Random(7))).containsExactly(SERVER_MISSED);
  }
}
