package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrowingTextTest {

  private static final String SMILE = "😀";

  @Test
  @DisplayName("half a surrogate pair is not seen before its other half has come")
  void waitsForTheOtherHalf() {
    GrowingText text = new GrowingText(100);
    text.append("a" + SMILE.charAt(0));
    assertThat(text.toString()).isEqualTo("a");
    text.append(SMILE.charAt(1) + "b");
    assertThat(text.from(1)).isEqualTo(SMILE + "b");
  }

  @Test
  @DisplayName("what PostgreSQL refuses is left out: NUL, and halves that stay alone")
  void leavesOutWhatCannotBeStored() {
    GrowingText text = new GrowingText(100);
    text.append("a\0b" + SMILE.charAt(1) + "c" + SMILE.charAt(0));
    text.append("d");
    assertThat(text.toString()).isEqualTo("abcd");
  }

  @Test
  @DisplayName("a text that grows too long is cut at the end of a word, and says so")
  void cutsAtTheEndOfAWord() {
    GrowingText text = new GrowingText(20);
    assertThat(text.append("twelve chars")).isTrue();
    assertThat(text.append(" and many more of them")).isFalse();
    assertThat(text.toString()).isEqualTo("twelve chars and…");
    assertThat(text.append("more")).isFalse();
    assertThat(text.length()).isLessThanOrEqualTo(20);
  }

  @Test
  @DisplayName("a cut never takes back what was there before, and never splits a pair")
  void cutsOnlyWhatIsNew() {
    GrowingText text = new GrowingText(5);
    text.append("abc");
    text.append(SMILE + SMILE);
    assertThat(text.toString()).isEqualTo("abc…");
  }

  @Test
  @DisplayName("a text that is full to the brim keeps its length")
  void fullToTheBrim() {
    GrowingText text = new GrowingText(3);
    assertThat(text.append("abc")).isTrue();
    assertThat(text.append("d")).isFalse();
    assertThat(text.toString()).isEqualTo("abc");
  }
}
