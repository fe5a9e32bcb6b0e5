package dev.parley.chaos;

import static dev.parley.chaos.Fault.BOTH_KILLED;
import static dev.parley.chaos.Fault.DATABASE_KILLED;
import static dev.parley.chaos.Fault.SERVER_KILLED;
import static dev.parley.chaos.Fault.SERVER_KILLED_TWICE;
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
  @CsvSource({"100, 20, 30", "4, 2, 4", "1, 1, 1", "0, 3, 0", "5, 0, 0", "0, 0, 0"})
  @DisplayName("has as many of each kind as were asked for")
  void counts(int kills, int databaseKills, int cuts) {
    List<Fault> plan = Fault.plan(kills, databaseKills, cuts, new Random(1));

    int both = Collections.frequency(plan, BOTH_KILLED);
    int twice = Collections.frequency(plan, SERVER_KILLED_TWICE);
    int once = Collections.frequency(plan, SERVER_KILLED);
    int database = Collections.frequency(plan, DATABASE_KILLED);
    assertThat(once + 2 * twice + both).isEqualTo(kills);
    assertThat(database + both).isEqualTo(databaseKills);
    assertThat(plan).hasSize(once + twice + both + database + cuts);
  }

  @Test
  @DisplayName("is the same for the same seed, and has everything in it when it is long")
  void sameSeed() {
    List<Fault> plan = Fault.plan(100, 20, 30, new Random(7));

    assertThat(plan)
        .isEqualTo(Fault.plan(100, 20, 30, new Random(7)))
        .isNotEqualTo(Fault.plan(100, 20, 30, new Random(8)))
        .containsAll(EnumSet.allOf(Fault.class));
  }
}
