package dev.parley.mail;

import static dev.parley.testing.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server of SMTP without TLS, which takes every mail, but for what a test wants else. */
final class ScriptedSmtp {

  /** What is answered where a client has said nothing yet. */
  static final String GREETING = "GREETING";

  /** The end of a mail's data. */
  static final String END = ".";

  /** All that it was told, line by line. */
  final List<String> told = new CopyOnWriteArrayList<>();

  final AtomicInteger connections = new AtomicInteger();

  private final Map<String, Consumer<NetSocket>> script = new ConcurrentHashMap<>();
  private final NetServer server;

  ScriptedSmtp(Vertx vertx) {
    answer(GREETING, "220 here");
    answer("EHLO", "250-here\r\n250 8BITMIME");
    answer("DATA", "354 go on");
    answer("QUIT", "221 bye");
    server = vertx.createNetServer().connectHandler(this::serve);
    await(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /** The answers to a command, one after the other; the last one ever after. */
  ScriptedSmtp answer(String command, String... answers) {
    AtomicInteger asked = new AtomicInteger();
    return on(
        command,
        client ->
            client.write(answers[Math.min(asked.getAndIncrement(), answers.length - 1)] + "\r\n"));
  }

  /** What is done at a command. */
  ScriptedSmtp on(String command, Consumer<NetSocket> done) {
    script.put(command, done);
    return this;
  }

  /** What it was told of one header, in each mail. */
  List<String> headers(String name) {
    return told.stream().filter(line -> line.startsWith(name + ": ")).toList();
  }

  private void serve(NetSocket client) {
    connections.incrementAndGet();
    client.handler(RecordParser.newDelimited("\r\n", new Dialogue(client)::heard));
    script.get(GREETING).accept(client);
  }

  /** With one client. */
  private final class Dialogue {

    private final NetSocket client;
    private boolean inData;

    Dialogue(NetSocket client) {
      this.client = client;
    }

    void heard(Object line) {
      String text = line.toString();
      told.add(text);
      if (inData && !text.equals(END)) {
        return;
      }
      String command = text.split(" ", 2)[0];
      inData = command.equals("DATA");
      script.getOrDefault(command, to -> to.write("250 ok\r\n")).accept(client);
    }
  }
}
