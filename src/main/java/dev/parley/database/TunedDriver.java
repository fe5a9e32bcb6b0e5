package dev.parley.database;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * The PostgreSQL driver, whose connections are opened with the TCP options that it is given: the
 * one of Vert.x 5.0.7 drops them, timeouts and all. Thread-safe.
 */
final class TunedDriver extends PgDriver {

  private final Optional<Servers> servers;

  /**
   * @param servers of which one is chosen for each connection; empty when there is no choice
   */
  TunedDriver(Optional<Servers> servers) {
    this.servers = servers;
  }

  @Override
  public ConnectionFactory<PgConnectOptions> createConnectionFactory(
      Vertx vertx, NetClientOptions tcp) {
    TunedVertx tuned = new TunedVertx((VertxInternal) vertx, tcp);
    Duration patience = Duration.ofMillis(tcp.getConnectTimeout());
    return servers
        .<PatientFactory>map(several -> new ChoosingFactory(tuned, several, patience))
        .orElseGet(() -> new PatientFactory(tuned, patience));
  }
}
