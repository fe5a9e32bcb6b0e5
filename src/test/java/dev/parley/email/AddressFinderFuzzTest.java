package dev.parley.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

class AddressFinderFuzzTest {

  @FuzzTest(maxDuration = "100s")
  @DisplayName(
      "whatever a message is, what is found in it is an address, the same one again, and is struck out")
  void find(FuzzedDataProvider given) {
    String message = given.consumeRemainingAsString();
    AddressFinder.find(message)
        .ifPresent(
            mention -> {
              String normalised = mention.address().normalised();
              assertThat(message).contains(mention.address().typed());
              assertThat(EmailAddress.parse(normalised))
                  .map(EmailAddress::normalised)
                  .contains(normalised);
              assertThat(normalised.codePoints()).noneMatch(Character::isISOControl);
              assertThat(normalised).hasSizeLessThanOrEqualTo(254);
              assertThat(new AddressRemover(Set.of(normalised), "").removedFrom(message))
                  .isNotEqualTo(message);
            });
    EmailAddress.parse(message);
  }
}
