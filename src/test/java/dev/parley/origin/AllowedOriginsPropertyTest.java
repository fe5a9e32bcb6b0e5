package dev.parley.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every name, not only for those that we thought of. */
@Label("the rules for origins")
class AllowedOriginsPropertyTest {

  @Property
  @Label("a wildcard covers exactly the hosts that have its name's labels last, and more")
  void wildcard(
      @ForAll("labels") List<String> name,
      @ForAll("labels") List<String> before,
      @ForAll("glue") String glue) {
    String rule = "https://*." + String.join(".", name);
    String host = String.join(".", before) + glue + String.join(".", name);
    boolean below = isBelow(List.of(host.split("\\.", -1)), name);
    if (Origin.parse("https://" + host).isPresent()) {
      assertThat(allow(AllowedOrigins.normalise(List.of(rule)), "https://" + host))
          .isEqualTo(below);
    }
  }

  private static boolean isBelow(List<String> host, List<String> name) {
    int more = host.size() - name.size();
    return more > 0 && Collections.lastIndexOfSubList(host, name) == more;
  }

  @Property
  @Label("a rule that was kept is kept the same again, and covers itself")
  void stable(@ForAll("labels") List<String> name) {
    String origin = "https://" + String.join(".", name);
    List<String> kept = AllowedOrigins.normalise(List.of(origin));
    assertThat(AllowedOrigins.normalise(kept)).isEqualTo(kept);
    assertThat(allow(kept, origin)).isTrue();
  }

  /** Few letters, so that they meet. */
  @Provide
  Arbitrary<List<String>> labels() {
    return Arbitraries.strings()
        .withChars("ab-")
        .ofMinLength(1)
        .ofMaxLength(3)
        .list()
        .ofMinSize(2)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> glue() {
    return Arbitraries.of("", ".", "-", ".a.", ".a");
  }

  private static boolean allow(List<String> rules, String origin) {
    return AllowedOrigins.allow(rules, Origin.parse(origin).orElseThrow());
  }
}
