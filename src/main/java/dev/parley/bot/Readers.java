package dev.parley.bot;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Frame;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All who hear an answer of this verticle, by the number of their stream. A reader whose address
 * nobody listens at any more is forgotten. Not thread-safe: belongs to one event loop.
 */
final class Readers implements Reader.Outbox {

  /** One per client, of which there are few; the bound is for those who are gone. */
  private static final int MOST_PRODUCERS = 1_000;

  private final Context context;
  private final Map<Long, Reader> readers = new HashMap<>();
  private final LoadingCache<String, MessageProducer<Frame>> producers;
  private long lastStream;

  Readers(Vertx vertx, Context context) {
    this.context = context;
    this.producers =
        Caffeine.newBuilder()
            .maximumSize(MOST_PRODUCERS)
            .executor(Runnable::run)
            .build(address -> vertx.eventBus().sender(address));
  }

  /** Opens a cursor where the request says. */
  Reader open(AnswerRequest request, RunningAnswer answer) {
    Reader reader = new Reader(++lastStream, request, answer, answer.takePayer(), this);
    readers.put(reader.stream(), reader);
    answer.join(reader);
    return reader;
  }

  Optional<Reader> find(long stream) {
    return Optional.ofNullable(readers.get(stream));
  }

  void forget(Reader reader) {
    if (readers.remove(reader.stream()) != null) {
      reader.answer().leave(reader);
    }
  }

  @Override
  public void send(Reader reader, Frame frame) {
    if (frame instanceof Frame.End) {
      readers.remove(reader.stream());
    }
    write(reader.address(), frame);
  }

  /**
   * A reader that stalls is sent nothing, so nothing would tell that it is gone. A client passes
   * over a ping; where there is no client any more, it fails. A client says of each reader that
   * stalls that it is there; one of which nobody says so is lost.
   */
  void probe() {
    List.copyOf(readers.values()).stream().filter(Reader::isLost).forEach(this::lose);
    readers.values().stream()
        .map(Reader::address)
        .collect(Collectors.toSet())
        .forEach(address -> write(address, new Frame.Ping()));
  }

  private void lose(Reader reader) {
    reader.end(AnswerStatus.FAILED, 0, List.of()); // should he be there after all
    reader.answer().leave(reader);
  }

  private void write(String address, Frame frame) {
    producers
        .get(address)
        .write(frame)
        .onFailure(
            failure -> {
              if (nobodyListens(failure)) {
                // Not at once: an answer may be going through its readers right now.
                context.runOnContext(tick -> forgetAllAt(address));
              }
            });
  }

  private static boolean nobodyListens(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  private void forgetAllAt(String address) {
    producers.invalidate(address);
    List.copyOf(readers.values()).stream()
        .filter(reader -> reader.address().equals(address))
        .forEach(this::forget);
  }
}
