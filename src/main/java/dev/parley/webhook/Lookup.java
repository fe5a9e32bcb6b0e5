package dev.parley.webhook;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
interface Lookup {

  /**
   * All of them, the one to be asked first at the beginning; at least one. Fails when there is no
   * such host. Never blocks.
   */
  Future<List<InetAddress>> addresses(String host);
}
