package dev.parley.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that sends and reads bytes, and knows nothing of HTTP. */
final class RawConnection implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;

  RawConnection(int port) throws IOException {
    this(port, InetAddress.getLoopbackAddress());
  }

  /** From one of this machine's own addresses. */
  RawConnection(int port, InetAddress from) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends a turn with that body, in one piece. */
  RawConnection post(String version, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("POST /api/bot/stream ").append(version);
    request.append("\r\nHost: localhost\r\nContent-Length: ");
    request.append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return send(request.append("\r\n").append(body).toString());
  }

  /**
   * Sends that again and again, a moment apart, until the other side closes; then all that came.
   */
  String dripUntilClosed(String drop) throws IOException {
    socket.setSoTimeout(20);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < patience) {
      try {
        int next = in.read();
        if (next < 0) {
          return all.toString(StandardCharsets.UTF_8);
        }
        all.write(next);
      } catch (SocketTimeoutException nothingYet) {
        drip(drop);
      } catch (SocketException reset) {
        return all.toString(StandardCharsets.UTF_8);
      }
    }
    throw new IOException("still open after: " + all.toString(StandardCharsets.UTF_8));
  }

  private void drip(String drop) {
    try {
      send(drop);
    } catch (IOException closed) {
      // what was answered is still to be read
    }
  }

  /** All that comes until the other side closes. */
  String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What comes until that text has come. */
  String readUntil(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    do {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) next);
    } while (!endsWith(text, end));
    return text.toString();
  }

  private static boolean endsWith(StringBuilder text, String end) {
    int start = text.length() - end.length();
    return start >= 0 && text.indexOf(end, start) == start;
  }

  /** Ends it without a word, as a process that is killed does. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
