package dev.parley.http;

import dev.parley.bus.Answer;
import dev.parley.bus.Failure;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.Turn;
import dev.parley.bus.VisitorSecret;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /api/ai-sdk/{domainId}}: what {@code useChat} of the npm package {@code ai} sends, by
 * its {@code DefaultChatTransport} as it is (AI SDK UI, "Transport"); the answer streams back. The
 * ids of the chat and of its last message are the turn's key, so {@code Idempotency-Key} is not
 * read. The visitor's secret is the header's, else the chat's id.
 */
final class AiSdkRoute {

  /** A page sends the whole chat each time, though only its last message is read. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  static final String PATH = "/api/ai-sdk/:domainId";
  static final AnswerFormat FORMAT = new UiMessageFormat();

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Visitors visitors;
  private final AnswerStreams streams;

  AiSdkRoute(ParleyClient client, BodyCollector bodies, Visitors visitors, AnswerStreams streams) {
    this.client = client;
    this.bodies = bodies;
    this.visitors = visitors;
    this.streams = streams;
  }

  void mountOn(Router router, Problems problems) {
    router.post(PATH).handler(this::turn);
    router.route(PATH).handler(problems.otherMethods("POST"));
  }

  private void turn(RoutingContext context) {
    HttpServerRequest request = context.request();
    long begun = System.nanoTime();
    streams.serve(
        request,
        HttpMetrics.Kind.TURN,
        () -> {
          AnswerFormats.requireEventStream(AnswerFormats.accepted(request));
          return bodies
              .collect(request)
              .map(ChatRequestParser::parse)
              .compose(
                  asked -> {
                    Turn turn = turn(context, asked);
                    return visitors.turn(
                        request,
                        turn.domainId(),
                        Optional.of(turn.visitor()),
                        () -> ask(turn, asked),
                        answer -> streams.write(request, answer, FORMAT, begun));
                  });
        });
  }

  private static Turn turn(RoutingContext context, ChatRequest asked) {
    UUID domainId = domainId(context);
    VisitorSecret visitor = visitor(context.request(), asked.chat().chatId());
    return new Turn(
        domainId,
        visitor,
        asked.message(),
        Optional.of(asked.chat().value()),
        UserToken.with(asked.proof(), context.request()));
  }

  private Future<Answer> ask(Turn turn, ChatRequest asked) {
    Future<Answer> answer = client.ask(turn);
    return switch (asked.purpose()) {
      case SUBMIT -> answer;
      case EDIT -> answer.recover(failure -> edited(failure, turn, asked.chat()));
      case REGENERATE ->
          answer
              .recover(failure -> edited(failure, turn, asked.chat()))
              .compose(it -> another(it, turn, asked.chat()));
    };
  }

  /** The message had another text before: it is another turn, and a retry of it is that one. */
  private Future<Answer> edited(Throwable failure, Turn turn, ChatKey chat) {
    return Failure.of(failure) == Failure.KEY_REUSED
        ? client.ask(withKey(turn, chat.edited(turn.message())))
        : Future.failedFuture(failure);
  }

  /**
   * An answer that broke off was asked for afresh, as the same turn; one that the visitor has whole
   * is left, and the same message is another turn.
   */
  private Future<Answer> another(Answer answer, Turn turn, ChatKey chat) {
    if (!answer.replayed()) {
      return Future.succeededFuture(answer);
    }
    answer.leave();
    return client.ask(withKey(turn, chat.another()));
  }

  private static Turn withKey(Turn turn, String key) {
    return new Turn(
        turn.domainId(), turn.visitor(), turn.message(), Optional.of(key), turn.proof());
  }

  private static UUID domainId(RoutingContext context) {
    try {
      return Uuids.parse("domainId", context.pathParam("domainId"));
    } catch (InvalidFieldException noOne) {
      throw Problems.NO_SUCH_DOMAIN.asException();
    }
  }

  /**
   * Who asks.
   *
   * @throws InvalidFieldException when neither the header nor the chat's id can be a secret
   */
  static VisitorSecret visitor(HttpServerRequest request, String chatId) {
    return new VisitorSecret(Visitors.header(request).orElse(chatId));
  }
}
