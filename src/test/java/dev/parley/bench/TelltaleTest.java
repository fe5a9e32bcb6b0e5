package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TelltaleTest {

  @Test
  void tellsAlwaysWhenAllAreSlower() {
    assertThat(Telltale.areaUnderCurve(List.of(5L, 6L), List.of(1L, 2L, 3L))).isEqualTo(1);
    assertThat(Telltale.areaUnderCurve(List.of(1L, 2L), List.of(5L, 6L, 7L))).isEqualTo(0);
  }

  @Test
  void countsPairsAndTiesByHalf() {
    assertThat(Telltale.areaUnderCurve(List.of(1L, 3L), List.of(2L, 3L))).isEqualTo(1.5 / 4);
    assertThat(Telltale.areaUnderCurve(List.of(4L, 4L), List.of(4L))).isEqualTo(0.5);
  }
}
