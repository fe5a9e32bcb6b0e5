package dev.parley.database;

import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;

/** Makes its net clients with these options, whatever is asked for. Thread-safe. */
final class TunedVertx extends VertxWrapper {

  private final NetClientOptions tcp;

  TunedVertx(VertxInternal vertx, NetClientOptions tcp) {
    super(vertx);
    this.tcp = tcp;
  }

  @Override
  public NetClient createNetClient(NetClientOptions asked) {
    NetClientOptions tuned = new NetClientOptions(tcp);
    return new PatientNetClient(
        this,
        super.createNetClient(tuned.setReconnectAttempts(asked.getReconnectAttempts())),
        Duration.ofMillis(tcp.getConnectTimeout()));
  }
}
