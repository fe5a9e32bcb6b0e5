package dev.parley.mail;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to send a mail. A verticle, since Vert.x closes all that one has opened: the client's
 * own {@code close} waits for a conversation that is under way, however long that is.
 */
final class Attempt extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final MailMessage letter;
  private final MailConfig server;
  private final Duration timeout;
  private final Duration answerTimeout;
  private final Promise<Void> sent = Promise.promise();
  private final Conversation conversation = new Conversation();

  /**
   * @param timeout how long it may take until the mail has been sent whole
   * @param answerTimeout for how much longer the answer to that is waited for
   */
  Attempt(MailMessage letter, MailConfig server, Duration timeout, Duration answerTimeout) {
    this.letter = letter;
    this.server = server;
    this.timeout = timeout;
    this.answerTimeout = answerTimeout;
  }

  @Override
  public Future<?> start() {
    vertx.setTimer(timeout.toMillis(), over -> timeIsUp());
    MailClient.create(new TerseVertx((VertxInternal) vertx, conversation), server)
        .sendMail(letter)
        .onSuccess(taken -> sent.tryComplete())
        .onFailure(this::failed);
    return Future.succeededFuture();
  }

  /**
   * Completes when the server has taken the mail. Fails with an {@link UnansweredException} when it
   * may have; with the client's exception, or a {@link TimeoutException}, when it has not.
   */
  Future<Void> sent() {
    return sent.future();
  }

  private void timeIsUp() {
    if (conversation.isSentWhole()) {
      vertx.setTimer(answerTimeout.toMillis(), over -> failed(late(timeout.plus(answerTimeout))));
    } else {
      failed(late(timeout));
    }
  }

  private Throwable late(Duration after) {
    return new TimeoutException(
        conversation.stage().inWords() + " within " + after.toMillis() + " ms");
  }

  private void failed(Throwable cause) {
    boolean isUnanswered = conversation.isSentWhole() && !isAnswer(cause);
    if (!sent.tryFail(isUnanswered ? new UnansweredException(cause) : cause)) {
      LOG.debug("after an attempt to send a mail was over", cause);
    }
    conversation.end();
  }

  private static boolean isAnswer(Throwable cause) {
    return cause instanceof SMTPException reply && ReplyText.of(reply).isReply();
  }
}
