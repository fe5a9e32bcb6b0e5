package dev.parley.mail;

import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/** Makes net clients of which no server is heard at length, and which tell how far one comes. */
final class TerseVertx extends VertxWrapper {

  private final Conversation conversation;

  /**
   * @param conversation told how far it comes, by the one connection that is made
   */
  TerseVertx(VertxInternal vertx, Conversation conversation) {
    super(vertx);
    this.conversation = conversation;
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new TerseNetClient(super.createNetClient(options), conversation);
  }
}
