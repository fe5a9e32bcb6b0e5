package dev.parley.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The line that ends a mail's data")
class EndOfDataTest {

  private final Conversation conversation = new Conversation();
  private final EmbeddedChannel channel = new EmbeddedChannel(new EndOfData(conversation));

  @Test
  @DisplayName("is told of when it has left, and no other line is")
  void toldOf() {
    assertThat(write("..\r\n").isSuccess()).isTrue();
    assertThat(conversation.isSentWhole()).isFalse();
    assertThat(write(".\r\n").isSuccess()).isTrue();
    assertThat(conversation.isSentWhole()).isTrue();
  }

  @Test
  @DisplayName("does not leave once nobody waits for the answer: the mail is tried again by then")
  void nobodyWaits() {
    conversation.end();
    assertThat(write("QUIT\r\n").isSuccess()).isTrue();
    assertThat(write(".\r\n").isSuccess()).isFalse();
    assertThat(channel.outboundMessages()).hasSize(1);
  }

  private ChannelFuture write(String line) {
    ByteBuf bytes = Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII);
    return channel.writeAndFlush(bytes);
  }
}
