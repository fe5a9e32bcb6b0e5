package dev.parley.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

/** What holds for every message, not only for those that we thought of. */
@Label("the address finder")
class AddressFinderPropertyTest {

  @Property
  @Label("finds any plain address in any prose that ends before it and begins after it")
  void findsPlainAddresses(
      @ForAll("addresses") String address,
      @ForAll("before") String before,
      @ForAll("after") String after) {
    assertThat(AddressFinder.find(before + address + after))
        .map(mention -> mention.address().typed())
        .contains(address);
  }

  @Property
  @Label("what is found is struck out, and so it is however often it stands there")
  void strikesOut(
      @ForAll("addresses") String address,
      @ForAll("before") String before,
      @ForAll("after") String after) {
    String normalised = EmailAddress.parse(address).orElseThrow().normalised();
    String message = before + address + after + "\n" + before + address + after;
    assertThat(new AddressRemover(Set.of(normalised), "").removedFrom(message))
        .isEqualTo(before + after + "\n" + before + after);
  }

  @Property(tries = 5_000)
  @Label("what is found in noise is struck out of it")
  void strikesOutOfNoise(@ForAll("noise") String message) {
    AddressFinder.find(message)
        .ifPresent(
            found ->
                assertThat(
                        new AddressRemover(Set.of(found.address().normalised()), "")
                            .removedFrom(message))
                    .isNotEqualTo(message));
  }

  @Property(tries = 5_000)
  @Label("never fails, whatever is written, and what it finds stands in the message")
  void neverFails(@ForAll @StringLength(max = 300) String message) {
    Optional<Mention> mention = AddressFinder.find(message);
    mention.ifPresent(found -> assertThat(message).contains(found.address().typed()));
  }

  @Property(tries = 5_000)
  @Label(
      "finds only what is an address by itself, and the same one, however often it is normalised")
  void isStable(@ForAll("noise") String message) {
    AddressFinder.find(message)
        .ifPresent(
            found -> {
              String normalised = found.address().normalised();
              assertThat(EmailAddress.parse(found.address().typed()))
                  .map(EmailAddress::normalised)
                  .contains(normalised);
              assertThat(EmailAddress.parse(normalised))
                  .map(EmailAddress::normalised)
                  .contains(normalised);
              assertThat(normalised).isEqualTo(normalised.strip()).doesNotContain(" ", "<", ">");
            });
  }

  @Property
  @Label("takes case and surrounding space for nothing")
  void ignoresCase(@ForAll("addresses") String address) {
    String expected = EmailAddress.parse(address).orElseThrow().normalised();
    assertThat(EmailAddress.parse("  " + address.toUpperCase(Locale.ROOT) + "\n"))
        .map(EmailAddress::normalised)
        .contains(expected);
  }

  @Provide
  Arbitrary<String> addresses() {
    Arbitrary<String> atom =
        Arbitraries.strings().withChars("abcXYZ019_%+-").ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> local =
        Combinators.combine(Arbitraries.of("a", "Q", "7", "_"), atom, atom)
            .as((first, one, two) -> first + one + "." + two);
    Arbitrary<String> label =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(2).ofMaxLength(10);
    return Combinators.combine(local, label, label, Arbitraries.of("com", "de", "museum", "co.uk"))
        .as((name, sub, domain, top) -> name + "@" + sub + "." + domain + "." + top);
  }

  @Provide
  Arbitrary<String> before() {
    return Arbitraries.of(
        "", "I am ", "(", "<", "mailto:", "it's ", "«", "write:", "é ", "…\n", "**");
  }

  @Provide
  Arbitrary<String> after() {
    return Arbitraries.of(
        "", " here", ")", ">", ".", "!", ", ok", "…", "\nbye", "/", "?", "**", " @");
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.strings()
        .withChars("ab.c@-_+%' ,;:<>()@@xX0ßüé例。İ\u0301\n\ud83d\ude00")
        .ofMaxLength(40);
  }
}
