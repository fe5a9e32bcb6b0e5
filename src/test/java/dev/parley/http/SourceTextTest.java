package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SourceTextTest {

  @Test
  @DisplayName("a script keeps its meaning, and loses comments, white space and long private names")
  void script() {
    String source =
        """
        // What it does.
        const A = "x  y"; // stays

        class Chat {
          /** A note. */
          #first = { one: 1, "a-b": 2 };
          #second = (a, b) => a === b && a + b;

          go(x) {
            const y = [
              x ? this.#first : this.#second,
            ];
            if (y) return "a: b";
            y.map((it) => it).then(async (it) => go(it));
            const [z] = y;
            return z || other.#first;
          }

          stay() {}
        }
        """;
    assertThat(SourceText.lean("chat.js", source))
        .isEqualTo(
            """
            let A="x  y"; // stays
            class Chat{#a={one:1,"a-b":2};#b=(a,b)=>a===b&&a+b;go(x){let y=[
            x?this.#a:this.#b];if(y)return"a: b";y.map(it=>it).then(async(it)=>go(it));let[z]=y;return z||other.#a}stay(){}}""");
  }

  @Test
  @DisplayName("there are names for many members")
  void manyMembers() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      source.append("#member").append(i).append(";\n");
    }
    assertThat(SourceText.lean("a.js", source.toString()).split(";")).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("a style sheet loses the spaces between signs, and keeps those between words")
  void style() {
    String source =
        """
        /* As it is. */
        .left .panel {
          inset: 0 auto, 1px;
          width: calc(100% - 2 * var(--gap));
        }
        """;
    assertThat(SourceText.lean("chat.css", source))
        .isEqualTo(".left .panel{inset:0 auto,1px;width:calc(100% - 2 * var(--gap))}");
  }
}
