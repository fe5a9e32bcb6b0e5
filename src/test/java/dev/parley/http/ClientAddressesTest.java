package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.settings.AddressRanges;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A client's address")
class ClientAddressesTest {

  private static final InetAddress PROXY = AddressRanges.address("10.0.0.1");
  private static final InetAddress STRANGER = AddressRanges.address("203.0.113.9");

  private final ClientAddresses addresses =
      new ClientAddresses(AddressRanges.parse("10.0.0.0/8, 2001:db8:ffff::/48"));

  private String client(InetAddress peer, String... headers) {
    return addresses.of(peer, List.of(headers)).getHostAddress();
  }

  @Test
  @DisplayName("is that of the connection, whatever a stranger's header says")
  void forged() {
    assertThat(client(STRANGER)).isEqualTo("203.0.113.9");
    assertThat(client(STRANGER, "198.51.100.1")).isEqualTo("203.0.113.9");
    assertThat(client(STRANGER, "198.51.100.1, 10.0.0.1")).isEqualTo("203.0.113.9");
    ClientAddresses trustsNobody = new ClientAddresses(AddressRanges.NONE);
    assertThat(trustsNobody.of(PROXY, List.of("198.51.100.1"))).isEqualTo(PROXY);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          198.51.100.1                                  | 198.51.100.1
          1.1.1.1, 198.51.100.1                         | 198.51.100.1
          1.1.1.1, 198.51.100.1, 10.0.0.2               | 198.51.100.1
          1.1.1.1,198.51.100.1 ,\t10.0.0.2,10.9.9.9     | 198.51.100.1
          10.0.0.3, 10.0.0.2                            | 10.0.0.3
          198.51.100.1:4711                             | 198.51.100.1
          [2001:db8::7]                                 | 2001:db8:0:0:0:0:0:7
          [2001:db8::7]:4711                            | 2001:db8:0:0:0:0:0:7
          2001:db8::7                                   | 2001:db8:0:0:0:0:0:7
          2001:db8::7, 2001:db8:ffff::1                 | 2001:db8:0:0:0:0:0:7
          ::ffff:198.51.100.1                           | 198.51.100.1
          1.1.1.1, ::ffff:10.0.0.2                      | 1.1.1.1
          """)
  @DisplayName("is the last one that is no proxy of ours, when a proxy of ours says it")
  void forwarded(String header, String client) {
    assertThat(client(PROXY, header)).isEqualTo(client);
  }

  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unknown                         | 10.0.0.1
          1.1.1.1, unknown                | 10.0.0.1
          1.1.1.1, unknown, 10.0.0.2      | 10.0.0.2
          1.1.1.1,                        | 10.0.0.1
          localhost                       | 10.0.0.1
          1.1.1                           | 10.0.0.1
          1.1.1.1.1                       | 10.0.0.1
          256.1.1.1                       | 10.0.0.1
          [2001:db8::7                    | 10.0.0.1
          '"1.1.1.1"'                     | 10.0.0.1
          """)
  @DisplayName("is the last good one, where the header is malformed")
  void malformed(String header, String client) {
    assertThat(client(PROXY, header)).isEqualTo(client);
  }

  @Test
  @DisplayName("comes from all the headers of that name, in their order")
  void several() {
    assertThat(client(PROXY, "1.1.1.1", "198.51.100.1", "10.0.0.2")).isEqualTo("198.51.100.1");
    assertThat(client(PROXY)).isEqualTo("10.0.0.1");
    assertThat(client(PROXY, "")).isEqualTo("10.0.0.1");
  }

  @Test
  @DisplayName("is found at once in a header as long as they may be")
  void longest() {
    String proxies = String.join(",", Stream.generate(() -> "10.0.0.2").limit(800).toList());
    assertThat(client(PROXY, "1.1.1.1," + proxies)).isEqualTo("1.1.1.1");
  }
}
