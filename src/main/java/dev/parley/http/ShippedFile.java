package dev.parley.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A text file that the program brings with it and hands out, ready to be sent.
 *
 * @param name within its folder
 * @param contentType for the response's header
 * @param plain its bytes
 * @param gzip the same, compressed
 * @param hash of its bytes: another text has another one
 */
record ShippedFile(String name, String contentType, Buffer plain, Buffer gzip, String hash) {

  private static final int HASH_DIGITS = 16;

  static ShippedFile of(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ShippedFile(
        name, contentType(name), Buffer.buffer(bytes), Buffer.buffer(gzip(bytes)), hash(text));
  }

  /** A resource's text. Blocks: for the start. */
  static String read(String path) {
    try (InputStream resource = ShippedFile.class.getResourceAsStream(path)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 64 bits of a text's SHA-256, in hexadecimal. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String contentType(String name) {
    String type =
        switch (name.substring(name.lastIndexOf('.') + 1)) {
          case "js" -> "text/javascript";
          case "css" -> "text/css";
          case "html" -> "text/html";
          default -> throw new IllegalArgumentException(name);
        };
    return type + "; charset=utf-8";
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length);
    try (GZIPOutputStream out =
        new GZIPOutputStream(compressed) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
