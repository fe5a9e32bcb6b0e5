package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A test's database")
class TestDatabaseTest {

  @Test
  @DisplayName("has Parley's schema, and no other test's rows")
  void isFresh() {
    String insert = "INSERT INTO domain (id, name) VALUES (gen_random_uuid(), 'a')";
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create()) {
      one.execute(insert);
      assertThat(one.queryText("SELECT count(*) FROM domain")).isEqualTo("1");
      assertThat(other.queryText("SELECT count(*) FROM domain")).isEqualTo("0");
    }
  }
}
