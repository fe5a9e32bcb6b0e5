package dev.parley.mail;

import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/** Makes net clients of which no server is heard at length. Thread-safe. */
final class TerseVertx extends VertxWrapper {

  TerseVertx(VertxInternal vertx) {
    super(vertx);
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new TerseNetClient(super.createNetClient(options));
  }
}
