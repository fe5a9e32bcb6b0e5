package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Which server is asked first")
class ServersTest {

  private static final ServerAddress FIRST = new ServerAddress("first", 5432);
  private static final ServerAddress SECOND = new ServerAddress("second", 5432);
  private static final ServerAddress THIRD = new ServerAddress("third", 5432);

  private final Channel toFirst = connection();
  private final Channel toThird = connection();

  /** Its client waits for a server that says nothing any more. */
  private static Channel connection() {
    return new EmbeddedChannel(
        new ChannelInboundHandlerAdapter(),
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void close(ChannelHandlerContext context, ChannelPromise promise) {}
        });
  }

  private static Servers servers(TargetSession target) {
    return new Servers(List.of(FIRST, SECOND, THIRD), target);
  }

  @Test
  @DisplayName("is the first that is named, and then the one that served last")
  void order() {
    Servers servers = servers(TargetSession.READ_WRITE);
    assertThat(servers.inOrder()).containsExactly(FIRST, SECOND, THIRD);
    servers.served(THIRD, toThird);
    assertThat(servers.inOrder()).containsExactly(THIRD, FIRST, SECOND);
    servers.served(FIRST, toFirst);
    assertThat(servers.inOrder()).containsExactly(FIRST, SECOND, THIRD);
  }

  @Test
  @DisplayName("changes, and what is open to the former one is closed, whatever that one does")
  void failOver() {
    Servers servers = servers(TargetSession.READ_WRITE);
    servers.served(FIRST, toFirst);
    servers.served(THIRD, toThird);
    assertThat(toFirst.isOpen()).isFalse();
    assertThat(toThird.isOpen()).isTrue();
  }

  @Test
  @DisplayName("may change without that, where any of them will do")
  void any() {
    Servers servers = servers(TargetSession.ANY);
    servers.served(FIRST, toFirst);
    servers.served(THIRD, toThird);
    assertThat(toFirst.isOpen()).isTrue();
  }
}
