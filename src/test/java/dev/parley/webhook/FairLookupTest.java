package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Name servers are silent here until a test has them say something. */
@DisplayName("The look-ups of hosts")
class FairLookupTest {

  private static final List<InetAddress> FOUND = List.of(InetAddress.getLoopbackAddress());

  private final UUID tenant = UUID.randomUUID();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Promise<List<InetAddress>>> silent = new LinkedHashMap<>();
  private long now;
  private final FairLookup lookup = new FairLookup(this::ask, () -> now);

  private Future<List<InetAddress>> ask(String host) {
    asked.add(host);
    Promise<List<InetAddress>> answer = Promise.promise();
    silent.put(host, answer);
    return answer.future();
  }

  @Test
  @DisplayName("of one host are one at a time, whoever asks")
  void shared() {
    Future<List<InetAddress>> first = lookup.addresses(tenant, "a");
    Future<List<InetAddress>> second = lookup.addresses(tenant, "a");
    Future<List<InetAddress>> other = lookup.addresses(UUID.randomUUID(), "a");
    assertThat(asked).containsExactly("a");

    silent.get("a").complete(FOUND);

    assertThat(List.of(first.result(), second.result(), other.result())).containsOnly(FOUND);
    lookup.addresses(tenant, "a");
    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  @DisplayName("of a tenant whose name servers are silent hold up no other")
  void fair() {
    for (String host : List.of("a", "b", "c", "d")) {
      lookup.addresses(tenant, host);
    }
    assertThat(asked).containsExactly("a", "b");

    Future<List<InetAddress>> other = lookup.addresses(UUID.randomUUID(), "d");
    assertThat(asked).containsExactly("a", "b", "d");
    silent.get("d").complete(FOUND);
    assertThat(other.result()).isEqualTo(FOUND);
  }

  @Test
  @DisplayName("of all tenants whose name servers were silent have half of the threads together")
  void slow() {
    List<UUID> tenants = Stream.generate(UUID::randomUUID).limit(10).toList();
    tenants.forEach(it -> lookup.addresses(it, "first of " + it));
    pass(Duration.ofSeconds(10));
    tenants.forEach(it -> silent.get("first of " + it).fail(new UnknownHostException()));
    asked.clear();

    tenants.forEach(it -> lookup.addresses(it, "next of " + it));
    assertThat(asked).hasSize(8).doesNotContain("next of " + tenants.get(8));
    lookup.addresses(tenant, "a");
    assertThat(asked).hasSize(9).contains("a");

    silent.get("next of " + tenants.get(0)).complete(FOUND);
    assertThat(asked).hasSize(10).contains("next of " + tenants.get(8));
    lookup.addresses(tenants.get(0), "b");
    lookup.addresses(tenants.get(0), "c");
    assertThat(asked).as("who is quick again").contains("b", "c");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  @DisplayName("that wait go on in turn, also when one before failed")
  void inTurn() {
    lookup.addresses(tenant, "a");
    lookup.addresses(tenant, "b");
    Future<List<InetAddress>> third = lookup.addresses(tenant, "c");
    Future<List<InetAddress>> again = lookup.addresses(tenant, "c");
    Future<List<InetAddress>> fourth = lookup.addresses(tenant, "d");

    silent.get("a").fail(new UnknownHostException("a"));
    assertThat(asked).containsExactly("a", "b", "c");
    silent.get("c").complete(FOUND);
    assertThat(List.of(third.result(), again.result())).containsOnly(FOUND);
    silent.get("d").complete(FOUND);
    assertThat(fourth.result()).isEqualTo(FOUND);
    assertThat(asked).containsExactly("a", "b", "c", "d");
  }
}
