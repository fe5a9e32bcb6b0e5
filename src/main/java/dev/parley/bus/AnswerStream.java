package dev.parley.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The reading end of one answer. Gives the bot a credit for every frame that its handler took, half
 * a window at a time. Not thread-safe: everything happens on the client's event loop.
 */
final class AnswerStream implements Answer {

  /** How many frames may be under way. They coalesce at the bot, so a few are plenty. */
  static final int WINDOW = 32;

  private static final int CREDIT_AFTER = WINDOW / 2;

  /** What a stream needs of its client. */
  interface Peer {
    void credit(AnswerStarted stream, int frames);

    void cancel(AnswerStarted stream);

    void mute(AnswerStarted stream);

    void forget(AnswerStream stream);
  }

  private final Peer peer;
  private final long reader;
  private final TurnOpened turn;
  private final int attempt;
  private int from;
  private final Promise<AnswerStatus> ended;
  private final ArrayDeque<Frame.Text> pending = new ArrayDeque<>();

  private AnswerStarted started;
  private AnswerStatus status;
  private List<Source> sources = List.of();
  private String lostBecause = "the bot says so";
  private Handler<String> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private Promise<Integer> cost;
  private long demand;
  private int taken;
  private boolean begun;
  private boolean delivering;
  private boolean closed;

  AnswerStream(Peer peer, Context context, long reader, TurnOpened turn, int from, int attempt) {
    this.peer = peer;
    this.reader = reader;
    this.turn = turn;
    this.from = from;
    this.attempt = attempt;
    this.ended = ((ContextInternal) context).promise();
  }

  long reader() {
    return reader;
  }

  /** The address of the bot that speaks; {@code null} before the handshake is done. */
  String botAddress() {
    return started == null ? null : started.botAddress();
  }

  /** Opens the stream at a bot. */
  AnswerRequest request(Optional<String> question, String address) {
    return new AnswerRequest(turn, question, address, reader, WINDOW, from, attempt);
  }

  Answer started(AnswerStarted handshake) {
    this.started = handshake;
    if (closed) {
      peer.cancel(handshake); // he left before
      return this;
    }
    if (!begun) {
      from = AnswerRequest.from(from, attempt, handshake.attempt());
    }
    giveCredit();
    return this;
  }

  void receive(Frame.Text frame) {
    if (!closed) {
      if (!begun) {
        begun = true;
        from = frame.offset();
      }
      pending.add(frame);
      deliver();
    }
  }

  void receive(Frame.End frame) {
    costs(frame.tokens());
    if (!closed) {
      status = frame.status();
      sources = frame.sources();
      deliver();
    }
  }

  /** Tells the bot that somebody is there, although he does not take what waits for him. */
  void stay() {
    if (started != null && status == null && !closed && !pending.isEmpty()) {
      peer.credit(started, 0);
    }
  }

  private void costs(int tokens) {
    boolean onlyForThat = closed && awaitsCost();
    if (awaitsCost()) {
      cost.complete(tokens);
    }
    if (onlyForThat) {
      peer.forget(this);
    }
  }

  private boolean awaitsCost() {
    return cost != null && !cost.future().isComplete();
  }

  /** The bot is gone, or does not answer: nothing more is waited for. */
  Answer lost(String reason) {
    costs(0);
    if (closed || status != null) {
      return this;
    }
    status = AnswerStatus.FAILED;
    lostBecause = reason;
    if (started != null) {
      peer.cancel(started); // should it live after all, it need not keep the stream
    }
    deliver();
    return this;
  }

  private void deliver() {
    if (delivering) {
      return; // a handler that asks for more is served by the loop it was called from
    }
    delivering = true;
    try {
      while (!closed && demand > 0 && !pending.isEmpty()) {
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
        Frame.Text frame = pending.poll();
        taken++;
        if (handler != null) {
          handler.handle(frame.text());
        }
        giveCredit();
      }
    } finally {
      delivering = false;
    }
    // Like every ReadStream: the end is told only to a reader that flows.
    if (!closed && status != null && pending.isEmpty() && demand > 0) {
      end();
    }
  }

  private void giveCredit() {
    if (started != null && status == null && !closed && taken >= CREDIT_AFTER) {
      peer.credit(started, taken);
      taken = 0;
    }
  }

  private void end() {
    finish();
    if (!status.endsWell()) {
      fail(new AnswerLostException(status, lostBecause));
      return;
    }
    if (endHandler != null) {
      endHandler.handle(null);
    }
    ended.complete(status);
  }

  private void fail(AnswerLostException cause) {
    if (exceptionHandler != null) {
      exceptionHandler.handle(cause);
    }
    ended.fail(cause);
  }

  private void finish() {
    closed = true;
    pending.clear();
    if (!awaitsCost()) {
      peer.forget(this);
    }
  }

  @Override
  public TurnOpened turn() {
    return turn;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int attempt() {
    return started == null ? 0 : started.attempt();
  }

  @Override
  public boolean replayed() {
    return started != null && started.replayed();
  }

  @Override
  public Future<AnswerStatus> ended() {
    return ended.future();
  }

  @Override
  public Future<Integer> cost() {
    if (cost == null) {
      cost = Promise.promise();
      if (started == null || !started.pays()) {
        cost.complete(0);
      }
    }
    return cost.future();
  }

  @Override
  public List<Source> sources() {
    return closed ? sources : List.of();
  }

  @Override
  public void leave() {
    if (closed) {
      return;
    }
    boolean over = status != null;
    finish();
    if (started == null || over) {
      return;
    }
    if (awaitsCost()) {
      peer.mute(started);
    } else {
      peer.cancel(started);
    }
  }

  @Override
  public Answer handler(Handler<String> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public Answer endHandler(Handler<Void> handler) {
    this.endHandler = handler;
    return this;
  }

  @Override
  public Answer exceptionHandler(Handler<Throwable> handler) {
    this.exceptionHandler = handler;
    return this;
  }

  @Override
  public Answer pause() {
    demand = 0;
    return this;
  }

  @Override
  public Answer resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public Answer fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("a demand cannot be negative: " + amount);
    }
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    deliver();
    return this;
  }

  @Override
  public String toString() {
    return "Answer[" + Objects.toString(turn.turnId()) + "]";
  }
}
