package dev.parley.mail;

import static dev.parley.testing.Await.await;

import dev.parley.testing.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of SMTP, with TLS, as it takes to be sent a mail. Keeps what it is told. */
final class SmtpServer {

  /** When it is encrypted. */
  enum Mode {
    NEVER,
    /** When the client asks for it (RFC 3207). */
    STARTTLS,
    /** From the first byte. */
    TLS
  }

  /** All lines that came unencrypted. */
  final List<String> inTheClear = new CopyOnWriteArrayList<>();

  /** All lines that came encrypted. */
  final List<String> encrypted = new CopyOnWriteArrayList<>();

  /** Whether it goes, where it should answer to a whole mail. */
  volatile boolean goesAtTheEnd;

  private final Mode mode;
  private final NetServer server;

  SmtpServer(Vertx vertx, Mode mode, SelfSigned certificate) {
    this.mode = mode;
    this.server =
        vertx
            .createNetServer(
                new NetServerOptions()
                    .setSsl(mode == Mode.TLS)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(certificate.store().toString())
                            .setPassword(SelfSigned.PASSWORD)))
            .connectHandler(this::serve);
    await(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  private void serve(NetSocket socket) {
    socket.exceptionHandler(refused -> socket.close()); // it did not like the certificate
    socket.handler(RecordParser.newDelimited("\r\n", line -> heard(socket, line.toString())));
    socket.write("220 here\r\n");
  }

  private void heard(NetSocket socket, String line) {
    (socket.isSsl() ? encrypted : inTheClear).add(line);
    if (line.startsWith("EHLO")) {
      boolean offered = mode == Mode.STARTTLS && !socket.isSsl();
      socket.write("250-here\r\n" + (offered ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN\r\n");
    } else if (line.equals("STARTTLS")) {
      // By itself, the answer could bring the client's first bytes of TLS before TLS is there.
      socket.upgradeToSsl(Buffer.buffer("220 go on\r\n"));
    } else if (line.startsWith("AUTH")) {
      socket.write("235 welcome\r\n");
    } else if (line.equals("DATA")) {
      socket.write("354 go on\r\n");
    } else if (line.equals(".") && goesAtTheEnd) {
      socket.close();
    } else if (line.equals(".") || line.matches("(MAIL|RCPT|RSET).*")) {
      socket.write("250 ok\r\n");
    } else if (line.equals("QUIT")) {
      socket.write("221 bye\r\n");
    }
  }
}
