package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Turn;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChatKeyTest {

  @Property
  @Label("no two pairs of ids make the same key, and no chat's keys begin as another chat's")
  void distinct(
      @ForAll @CharRange(from = '1', to = ':') @StringLength(min = 1, max = 4) String chat,
      @ForAll @CharRange(from = '1', to = ':') @StringLength(min = 1, max = 4) String message,
      @ForAll @CharRange(from = '1', to = ':') @StringLength(min = 1, max = 4) String otherChat,
      @ForAll @CharRange(from = '1', to = ':') @StringLength(min = 1, max = 4)
          String otherMessage) {
    ChatKey one = new ChatKey(chat, message);
    ChatKey two = new ChatKey(otherChat, otherMessage);

    assertThat(one.value().equals(two.value())).isEqualTo(one.equals(two));
    assertThat(one.value().startsWith(ChatKey.prefix(otherChat))).isEqualTo(chat.equals(otherChat));
    assertThat(two.value()).isNotEqualTo(one.another()).isNotEqualTo(one.edited("Hi"));
  }

  @Test
  @DisplayName("the longest ids make a key that is short enough, whatever is put behind it")
  void longest() {
    ChatKey key = new ChatKey("c".repeat(128), "m".repeat(128));
    assertThat(key.another()).startsWith(key.value()).hasSizeLessThanOrEqualTo(Turn.MAX_KEY_LENGTH);
    assertThat(key.edited("Hi")).hasSizeLessThanOrEqualTo(Turn.MAX_KEY_LENGTH);
    assertThat(key.another()).isNotEqualTo(key.another());
    assertThat(key.edited("Hi")).isEqualTo(key.edited("Hi")).isNotEqualTo(key.edited("Bye"));
  }
}
