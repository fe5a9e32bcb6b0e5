package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A visitor's body")
class JsonBodyTest {

  private static final int BYTES = 1 << 20;
  private static final int TIMES = 40;

  /** Far more than it takes; with a table in which names collide it took a second each. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** So many that a table of names has grown. */
  private static final int ORDINARY = 13_200;

  private static final int COLLIDING = 15_500;

  /** What a table of Jackson's does with four bytes of a name, from the thirteenth on. */
  private static int mixed(int quad) {
    return quad ^ (quad >>> 21);
  }

  /** Names whose hash there is the same, whatever its seed: their last two quads add up alike. */
  private static Set<String> colliding() {
    Random random = new Random(1);
    int sum = 2 * mixed(0x4f4f4f4f);
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < COLLIDING) {
      int first = 0;
      for (int i = 0; i < Integer.BYTES; i++) {
        first = first << Byte.SIZE | ('#' + random.nextInt('Z' - '#'));
      }
      int rest = sum - mixed(first);
      int second = rest ^ (rest >>> 21);
      if (isPlain(second) && mixed(second) == rest) {
        names.add("AAAABBBBCCCC" + text(first) + text(second));
      }
    }
    return names;
  }

  private static boolean isPlain(int quad) {
    return text(quad).chars().allMatch(c -> c > '"' && c < 127 && c != '\\');
  }

  private static String text(int quad) {
    return new String(
        ByteBuffer.allocate(Integer.BYTES).putInt(quad).array(), StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("is read in a time that grows with its length alone, whatever its fields' names are")
  void collidingNames() {
    StringBuilder body = new StringBuilder("{");
    for (int i = 0; i < ORDINARY; i++) {
      body.append('"').append(Integer.toString(i, Character.MAX_RADIX)).append("\":1,");
    }
    String last = "";
    for (String name : colliding()) {
      last = "\"" + name + "\":1";
      body.append(last).append(',');
    }
    while (body.length() < BYTES - last.length()) {
      body.append(last).append(',');
    }
    Buffer bytes = Buffer.buffer(body.append(last).append('}').toString());
    JsonBody json = new JsonBody(10);
    AtomicInteger fields = new AtomicInteger();

    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int i = 0; i < TIMES; i++) {
            json.read(bytes, (parser, name) -> fields.incrementAndGet());
          }
        });
    assertThat(fields.get()).isGreaterThan(TIMES * (ORDINARY + COLLIDING));
  }
}
