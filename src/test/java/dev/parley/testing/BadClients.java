package dev.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that mean no good, on sockets of their own: they hold on until they are closed. What the
 * server does to them is its own business, and no failure. Blocking; used by one thread.
 */
public final class BadClients implements AutoCloseable {

  private static final int SMALL_BUFFER = 1_024;
  private static final long DRIP_MILLIS = 500;

  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();

  /** Against whoever listens on that port of this machine. */
  public BadClients(int port) {
    this.port = port;
  }

  /** They ask for long answers, and do not read. */
  public void stalledReaders(int count, UUID domain) throws IOException {
    for (int i = 0; i < count; i++) {
      String body = body(domain, "stalled-" + sockets.size());
      send(connect(SMALL_BUFFER), head("Content-Length: " + body.length()) + body);
    }
  }

  /** They connect, and say nothing. */
  public void idle(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      connect(0);
    }
  }

  /** They never come to the end of their headers. */
  public void slowHeads(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      drip(connect(0), "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\nX-A: ", "b");
    }
  }

  /** They never come to the end of their bodies. */
  public void slowBodies(int count, UUID domain) throws IOException {
    for (int i = 0; i < count; i++) {
      String begin = body(domain, "slow-" + i).replace("}", "");
      drip(connect(0), head("Content-Length: 100000") + begin, " ");
    }
  }

  /** The same, with as many bytes around a byte as can be. */
  public void oneByteChunks(int count, UUID domain) throws IOException {
    for (int i = 0; i < count; i++) {
      StringBuilder chunks = new StringBuilder(head("Transfer-Encoding: chunked"));
      body(domain, "chunks-" + i)
          .replace("}", "")
          .chars()
          .forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
      drip(connect(0), chunks.toString(), "1\r\n \r\n");
    }
  }

  /** They come as fast as they can, half of them without ever saying a word. */
  public void flood(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = connect(0);
      if (i % 2 == 0) {
        send(socket, "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
    }
  }

  private static String head(String header) {
    return "POST /api/bot/stream HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
  }

  private static String body(UUID domain, String visitor) {
    return "{\"domainId\":\"%s\",\"message\":\"Tell me all\",\"anonymousId\":\"%s\"}"
        .formatted(domain, visitor);
  }

  private Socket connect(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    sockets.add(socket);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void drip(Socket socket, String begin, String drop) {
    send(socket, begin);
    var unused =
        dripping.scheduleAtFixedRate(
            () -> send(socket, drop), DRIP_MILLIS, DRIP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException closed) {
      // as it should be
    }
  }

  @Override
  public void close() throws IOException {
    dripping.shutdownNow();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
