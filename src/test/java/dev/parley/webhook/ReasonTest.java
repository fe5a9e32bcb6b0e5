package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.InvalidFieldException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Why an attempt failed")
class ReasonTest {

  private static final String FOREIGN = "For input string: \"20\u0000\"";

  @Test
  @DisplayName("is told by its kind")
  void kinds() {
    assertThat(Reason.of(new UnknownHostException(FOREIGN))).isEqualTo("there is no such host");
    assertThat(Reason.of(new ConnectException(FOREIGN))).isEqualTo("no connection");
    assertThat(Reason.of(new ConnectTimeoutException(FOREIGN))).isEqualTo("no connection");
    assertThat(Reason.of(new NoRouteToHostException(FOREIGN))).isEqualTo("no connection");
    assertThat(Reason.of(handshake())).startsWith("no TLS");
    assertThat(Reason.of(new DecoderException(handshake()))).startsWith("no TLS");
    assertThat(Reason.of(new TimeoutException(FOREIGN))).isEqualTo("took too long");
    assertThat(Reason.of(new NumberFormatException(FOREIGN))).isEqualTo("did not answer in HTTP");
    assertThat(Reason.of(new TooLongHttpHeaderException(FOREIGN)))
        .isEqualTo("did not answer in HTTP");
    assertThat(Reason.of(new HttpClosedException(FOREIGN))).contains("closed before an answer");
    assertThat(Reason.of(new IOException(FOREIGN))).contains("closed before an answer");
    assertThat(Reason.of(new VertxException(FOREIGN))).isEqualTo("the request failed");
    assertThat(Reason.of(new InvalidFieldException("url", "must be a URL")))
        .isEqualTo("url must be a URL");
  }

  private static Exception handshake() {
    Exception failure = new SSLHandshakeException(FOREIGN);
    failure.initCause(new CertificateException(FOREIGN));
    return failure;
  }
}
