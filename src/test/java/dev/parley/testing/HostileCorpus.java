package dev.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.auth0.jwt.algorithms.Algorithm;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What people send who mean no good, or whose programs are broken. */
public final class HostileCorpus {

  /** What a line of the log must never begin with. */
  public static final String FORGED = "2026-01-01T00:00:00.000Z ERROR forged";

  /** What an answer must never have as a header. */
  public static final String INJECTED = "X-Injected";

  private static final String ZALGO = "z\u0335\u0322\u0321\u035c\u0347\u0353".repeat(60);

  private HostileCorpus() {}

  /** For wherever a text may stand. */
  public static List<String> texts() {
    return List.of(
        "",
        " ",
        "\0",
        "a\0b@example.com",
        "\u0001\u0008\u000b\u001b[2J\u001b]0;owned\u0007\u007f\u0085",
        "\ud800",
        "\udc00\ud800",
        "lone\ud83d@example.com",
        "\ufffe\uffff\ufeff",
        "\u202egnp.exe\u2066\u2069 \u200f\u200e\u061c",
        "\u202eann@example.com\u202c",
        ZALGO,
        "a\u0300@example.com is my e-mail",
        "My email is " + "a".repeat(64) + "@" + "b".repeat(63) + ".example.com",
        "My email is " + "a".repeat(256) + "@" + "b".repeat(59) + ".com",
        "My email is " + ("a".repeat(60) + ".").repeat(5) + "com@example.com",
        "a@" + "b.".repeat(1_900) + "com",
        "@".repeat(4_000),
        "a@" + "\u00e9".repeat(1_001) + ".com",
        "a@xn--" + "a".repeat(2_001) + ".com",
        "a@" + "\u4e2d.".repeat(1_990) + "com",
        "a@a" + "\u0301\u0316".repeat(1_990) + ".com",
        "a@b.cc".repeat(600),
        "My email is \u0430pple@\u0430pple.com",
        "ann@xn--80ak6aa92e.com",
        "ann@xn--\u0430.com, ann@xn--a.xn--b",
        "ann@ex\u00adample.com ann@ex\u200bample.com ann@\uff45xample.com ann@faß.de",
        "ann@[127.0.0.1] ann@127.0.0.1 ann@[IPv6:::1]",
        "\"ann o'neil\"@example.com o'neil@example.com",
        "'; DROP TABLE customer; --",
        "o');DELETE FROM chat_message;--@example.com",
        "\\'; SELECT pg_sleep(10); --",
        "$1 $$ :a %s %n {} {0} ${jndi:ldap://127.0.0.1:1/a} #{7*7} {{7*7}}",
        "a\r\n" + INJECTED + ": yes\r\n\r\n<script>alert(1)</script>",
        "ann@example.com\n" + FORGED,
        "My email is ann\r\n" + FORGED + "@example.com",
        "\u2028" + FORGED + "\u2029" + FORGED + "\u0085" + FORGED,
        "data: {\"content\":\"x\"}\n\ndata: [DONE]\n\nevent: error\n",
        "<img src=x onerror=alert(1)>",
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66".repeat(300),
        "x".repeat(4_000),
        "x".repeat(4_001),
        "\ud83d\ude00".repeat(2_001),
        "null",
        "true",
        "-1",
        "1e999999999",
        "9".repeat(10_000),
        "00000000-0000-0000-0000-000000000000",
        "11111111-1111-4111-8111-111111111111\0",
        "{\"$ne\":null}");
  }

  /** For fields of bodies alone: of a head so long the server reads no end. */
  public static List<String> longTexts() {
    return List.of("a@a" + "\u0301\u0316".repeat(40_000) + ".com", "x".repeat(200_000));
  }

  /** That as a value of JSON: a lone surrogate as its escape, since UTF-8 has none. */
  public static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        json.append("\\u").append("%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Values of JSON that are no strings. */
  public static List<String> values() {
    return List.of(
        "null",
        "true",
        "0",
        "-0",
        "1e999999999",
        "-1E-999999999",
        "9".repeat(10_000),
        "0." + "1".repeat(10_000),
        "01",
        "NaN",
        "Infinity",
        "0x10",
        "'a'",
        "\"\\x41\"",
        "\"\\ud800\"",
        "\"\\u00\"",
        "\"unfinished",
        "[]",
        "{}",
        "[".repeat(5_000) + "]".repeat(5_000),
        "[".repeat(31) + "]".repeat(31),
        "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
        "[" + "1,".repeat(20_000) + "1]",
        "{\"a\":1,\"a\":2}",
        "/* a */ 1",
        "\"" + "\\u0000".repeat(2_000) + "\"");
  }

  /**
   * Whole bodies.
   *
   * @param good one that is well
   */
  public static Stream<byte[]> bodies(String good) {
    String open = good.substring(0, good.length() - 1);
    List<byte[]> bodies = new ArrayList<>();
    for (int cut : new int[] {0, 1, 2, good.length() / 2, good.length() - 1}) {
      bodies.add(good.substring(0, cut).getBytes(UTF_8));
    }
    for (String more :
        new String[] {
          "}", good, ",", "\0", "//", ",\"message\":\"twice\"}", ",\"\":1}", ",\"a\":1,\"a\":2}"
        }) {
      bodies.add((good + more).getBytes(UTF_8));
      bodies.add((open + more).getBytes(UTF_8));
    }
    for (String value : values()) {
      bodies.add(value.getBytes(UTF_8));
      bodies.add((open + ",\"unknown\":" + value + "}").getBytes(UTF_8));
      bodies.add((open + ",\"chat\":" + value + "}").getBytes(UTF_8));
    }
    bodies.add((open + "," + quoted("k".repeat(100_000)) + ":1}").getBytes(UTF_8));
    bodies.add(good.getBytes(UTF_16LE));
    bodies.add(("\ufeff" + good).getBytes(UTF_8));
    for (byte[] bytes : noText()) {
      bodies.add(spliced(good, bytes));
      bodies.add(bytes);
    }
    return bodies.stream();
  }

  /** No UTF-8: overlong, surrogates, beyond Unicode, cut off, and no text at all. */
  private static List<byte[]> noText() {
    return Stream.of(
            "c0ae",
            "c080",
            "e080af",
            "f08080af",
            "eda080",
            "edb080",
            "f4908080",
            "ff",
            "fe",
            "80",
            "e282",
            "f09f98",
            "1f8b0800000000000003",
            "00")
        .map(hex -> HexFormat.of().parseHex(hex))
        .toList();
  }

  /** Those bytes within its last string. */
  private static byte[] spliced(String good, byte[] bytes) {
    int at = good.lastIndexOf('"');
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(good.substring(0, at).getBytes(UTF_8));
    all.writeBytes(bytes);
    all.writeBytes(good.substring(at).getBytes(UTF_8));
    return all.toByteArray();
  }

  /** Tokens, of which one half is signed as it should be. */
  public static List<String> tokens(String secret) {
    String header = "{\"alg\":\"HS256\"}";
    List<String> tokens = new ArrayList<>(List.of(".", "..", "a.b.c", "....", "e30.e30.", "=.=.="));
    for (String odd :
        new String[] {
          "{\"alg\":\"none\"}",
          "{\"alg\":[\"HS256\"]}",
          "{\"alg\":\"HS256\",\"alg\":\"none\"}",
          "{\"alg\":\"HS256\",\"kid\":\"../../dev/null\",\"jku\":\"http://127.0.0.1:1\"}",
          "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
          "{\"alg\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
          "[]",
          ""
        }) {
      tokens.add(signed(odd, "{\"email\":\"ann@example.com\",\"exp\":9999999999}", secret));
    }
    for (String email : texts()) {
      long exp = System.currentTimeMillis() / 1_000 + 600;
      tokens.add(signed(header, "{\"email\":" + quoted(email) + ",\"exp\":" + exp + "}", secret));
    }
    for (String value : values()) {
      tokens.add(signed(header, "{\"email\":\"ann@example.com\",\"exp\":" + value + "}", secret));
      tokens.add(signed(header, "{\"email\":" + value + ",\"exp\":9999999999}", secret));
    }
    return tokens;
  }

  private static String signed(String header, String payload, String secret) {
    Algorithm hs256 = Algorithm.HMAC256(secret);
    byte[] signature = hs256.sign(base64(header).getBytes(UTF_8), base64(payload).getBytes(UTF_8));
    return base64(header) + "." + base64(payload) + "." + base64(signature);
  }

  private static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A good body with one field another. */
  public static String with(Map<String, Object> good, String field, String value) {
    JsonObject rest = new JsonObject(new LinkedHashMap<>(good));
    rest.remove(field);
    String json = rest.encode();
    String end = rest.isEmpty() ? "}" : "," + json.substring(1);
    return "{" + quoted(field) + ":" + value + end;
  }
}
