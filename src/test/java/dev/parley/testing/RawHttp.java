package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One HTTP request over a socket of its own, and all that came back, byte for byte.
 *
 * @param head the status line and the headers, in their order
 * @param body what follows, as UTF-8, without the frames of its chunks
 */
public record RawHttp(List<String> head, String body) {

  private static final int PATIENCE_MILLIS = 20_000;

  /**
   * Sends it, and waits for the end.
   *
   * @param request such as {@code POST /api/bot/stream}
   * @param headers whole lines
   */
  public static RawHttp send(int port, String request, String body, String... headers) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(request).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\nContent-Length: ").append(content.length).append("\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(content);
      return of(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawHttp of(byte[] response) {
    String latin1 = new String(response, StandardCharsets.ISO_8859_1);
    int end = latin1.indexOf("\r\n\r\n");
    List<String> head = latin1.substring(0, end).lines().toList();
    String body = latin1.substring(end + 4);
    boolean isChunked =
        head.stream().anyMatch(it -> it.equalsIgnoreCase("transfer-encoding: chunked"));
    byte[] bytes = (isChunked ? joined(body) : body).getBytes(StandardCharsets.ISO_8859_1);
    return new RawHttp(head, new String(bytes, StandardCharsets.UTF_8));
  }

  private static String joined(String chunks) {
    StringBuilder joined = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, end), 16);
      if (length == 0) {
        return joined.toString();
      }
      joined.append(chunks, end + 2, end + 2 + length);
      at = end + 2 + length + 2;
    }
  }

  /** The number in the status line. */
  public int status() {
    return Integer.parseInt(head.get(0).substring(9, 12));
  }

  /** A header's value; empty when it is not there. */
  public String header(String name) {
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  /** All of it, as it might be searched. */
  public String text() {
    return String.join("\n", head) + "\n\n" + body;
  }
}
