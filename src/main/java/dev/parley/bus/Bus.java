package dev.parley.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus with its types: asks, answers and publishes at an {@link Address}, and turns
 * failures into {@link Failure}s in one place. Thread-safe; handlers run on the context that they
 * were registered on.
 */
public final class Bus {

  /** How long a request waits for its reply. Whoever answers gives up earlier, and says why. */
  public static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);

  /**
   * How long one waits for the reply about what operators mend: it waits for others, and is tried
   * again. Whoever answers commits nothing so late that the reply could miss it.
   */
  public static final Duration MENDING_TIMEOUT = Duration.ofSeconds(40);

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  private static final DeliveryOptions REQUEST =
      new DeliveryOptions().setSendTimeout(REPLY_TIMEOUT.toMillis());

  private final EventBus eventBus;

  /** A view of that Vert.x' bus. {@link BusCodecs#register} comes first. */
  public Bus(Vertx vertx) {
    this.eventBus = vertx.eventBus();
  }

  /**
   * Asks, and completes with the reply. Fails with a {@link ReplyException}: {@link
   * Failure#of(Throwable)} tells which failure it is.
   */
  public <Q, R> Future<R> request(Address<Q, R> address, Q question) {
    return request(address, question, REQUEST);
  }

  /** Asks for what takes longer than {@link #REPLY_TIMEOUT}. */
  public <Q, R> Future<R> request(Address<Q, R> address, Q question, Duration timeout) {
    return request(address, question, new DeliveryOptions().setSendTimeout(timeout.toMillis()));
  }

  private <Q, R> Future<R> request(Address<Q, R> address, Q question, DeliveryOptions options) {
    return eventBus.<R>request(address.name(), question, options).map(Message::body);
  }

  /** Tells one of those who listen, and hears nothing back. */
  public <Q> void send(Address<Q, Void> address, Q message) {
    eventBus.send(address.name(), message);
  }

  /** Tells everybody who listens. */
  public <Q> void publish(Address<? super Q, Void> address, Q event) {
    eventBus.publish(address.name(), event);
  }

  /** Listens to what is published. */
  public <Q> MessageConsumer<Q> listen(Address<Q, Void> address, Handler<Q> handler) {
    return eventBus.consumer(address.name(), message -> handler.handle(message.body()));
  }

  /**
   * Answers what is asked. A failed future, or whatever is thrown, goes back as its {@link
   * Failure}; what is not expected is logged, and goes back without its text.
   */
  public <Q, R> MessageConsumer<Q> answer(Address<Q, R> address, Function<Q, Future<R>> answer) {
    return eventBus.<Q>consumer(
        address.name(), message -> reply(message, () -> answer.apply(message.body())));
  }

  /** Answers one message so: for an address at which more than one kind of question arrives. */
  public static <R> void reply(Message<?> message, Supplier<Future<R>> answer) {
    Future<R> reply;
    try {
      reply = answer.get();
    } catch (Throwable e) { // an error, too: whoever asked would wait in vain
      reply = Future.failedFuture(e);
    }
    reply.onComplete(
        message::reply, failure -> message.fail(code(message.address(), failure), text(failure)));
  }

  private static int code(String address, Throwable failure) {
    if (failure instanceof InvalidFieldException) {
      return Failure.INVALID.code();
    }
    if (!(failure instanceof ReplyException)) {
      LOG.error("{} failed", address, failure);
    }
    return Failure.of(failure).code();
  }

  private static String text(Throwable failure) {
    boolean fitToBeTold =
        failure instanceof ReplyException || failure instanceof InvalidFieldException;
    return fitToBeTold ? failure.getMessage() : "internal fault";
  }
}
