package dev.parley.mail;

import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/** Makes net clients of which no server is heard at length, and which tell when a mail has left. */
final class TerseVertx extends VertxWrapper {

  private final Runnable sentWhole;

  /**
   * @param sentWhole called on a connection's event loop, when a mail has been sent whole
   */
  TerseVertx(VertxInternal vertx, Runnable sentWhole) {
    super(vertx);
    this.sentWhole = sentWhole;
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new TerseNetClient(super.createNetClient(options), sentWhole);
  }
}
