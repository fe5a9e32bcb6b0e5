package dev.parley.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that ask and do not read, with hardly any room for what comes. Blocking. */
final class StalledReaders {

  private static final int RECEIVE_BUFFER = 1_024;

  private final URI url;
  private final Turns turns;
  private final List<Socket> sockets = new ArrayList<>();

  StalledReaders(URI url, Turns turns) {
    this.url = url;
    this.turns = turns;
  }

  /** Asks so often, says so, and holds the connections for so long. */
  void run(int count, Duration length, PrintStream out) throws IOException, InterruptedException {
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(ask());
      }
      out.println("asked\t" + count);
      out.flush();
      Thread.sleep(length.toMillis());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private Socket ask() throws IOException {
    byte[] body = turns.next().getBytes();
    String head =
        "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVE_BUFFER);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    return socket;
  }
}
