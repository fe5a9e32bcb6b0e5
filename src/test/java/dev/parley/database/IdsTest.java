package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdsTest {

  private final Ids ids = new Ids();

  @Test
  @DisplayName("ids ascend as PostgreSQL compares them, faster than the clock ticks")
  void ascend() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      made.add(ids.create().toString());
    }
    assertThat(made).isSorted();
    assertThat(new HashSet<>(made)).hasSize(made.size());
  }

  @Test
  @DisplayName("an id is a UUID of version 7 that bears its time")
  void versionAndTime() {
    long before = System.currentTimeMillis();
    UUID id = ids.create();
    long after = System.currentTimeMillis();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
  }

  @Test
  @DisplayName("the earliest id of a moment lies between those before it and those from it on")
  void earliest() {
    UUID id = ids.create();
    Instant its = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    assertThat(
            List.of(
                Ids.earliest(its).toString(),
                id.toString(),
                Ids.earliest(its.plusMillis(1)).toString()))
        .isSorted();
  }

  @Test
  @DisplayName("the next id lies between an id and the one that is made after it")
  void nextLiesBetween() {
    UUID first = ids.create();
    UUID second = ids.create();
    assertThat(List.of(first.toString(), Ids.next(first).toString(), second.toString()))
        .isSorted()
        .doesNotHaveDuplicates();
  }
}
