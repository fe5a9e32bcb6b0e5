package dev.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  @DisplayName(
      "before the first turn, each connection for turns has carried their statement, over nothing")
  void warm() {
    try (CustomerFixture parley = CustomerFixture.start()) {
      assertThat(
              parley.count(
                  """
                  pg_stat_activity
                  WHERE datname = current_database() AND query ~ '^WITH inpu[t] AS'
                  """))
          .isEqualTo(CustomerFixture.SETTINGS.connections());
      assertThat(parley.count("chat_message")).isZero();
      assertThat(parley.count("visitor")).isZero();
    }
  }
}
