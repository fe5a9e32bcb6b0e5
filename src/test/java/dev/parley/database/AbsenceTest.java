package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbsenceTest {

  @ParameterizedTest
  @ValueSource(strings = {"08006", "28000", "3D000", "53300", "57P01", "58030", "25006", "55000"})
  @DisplayName(
      "a database that goes down, is full, gone or broken, lets nobody in, or only reads is away")
  void away(String sqlState) {
    assertThat(told(new PgException("gone", "FATAL", sqlState, ""))).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  @DisplayName("so is one that cannot be reached")
  void unreachable() {
    assertThat(told(new ConnectException("refused"))).isEqualTo(Failure.UNAVAILABLE);
    assertThat(told(VertxException.noStackTrace("closed"))).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  @DisplayName("a wrong statement, a wrong program and a wrong request are told as what they are")
  void present() {
    PgException wrong = new PgException("no such column", "ERROR", "42703", "");
    assertThat(Absence.told(wrong).cause()).isSameAs(wrong);
    NullPointerException ours = new NullPointerException();
    assertThat(Absence.told(ours).cause()).isSameAs(ours);
    InvalidFieldException theirs = new InvalidFieldException("limit", "is wrong");
    assertThat(Absence.told(theirs).cause()).isSameAs(theirs);
    Throwable unknown = Failure.UNKNOWN_DOMAIN.because("no such domain");
    assertThat(Absence.told(unknown).cause()).isSameAs(unknown);
  }

  private static Failure told(Throwable cause) {
    return Failure.of(Absence.told(cause).cause());
  }
}
