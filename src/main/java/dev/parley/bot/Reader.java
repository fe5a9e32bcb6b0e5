package dev.parley.bot;

import dev.parley.bus.AnswerRequest;
import dev.parley.bus.AnswerStatus;
import dev.parley.bus.Frame;
import dev.parley.bus.Source;
import java.util.List;

/**
 * A cursor into an answer. With credit it is sent, as one frame, all that it has not seen; so it
 * costs the answer nothing when it stalls. Not thread-safe: belongs to its verticle's event loop.
 */
final class Reader {

  /** Takes a reader's frames, and hears that the reader is gone. */
  interface Outbox {
    void send(Reader reader, Frame frame);
  }

  private final long stream;
  private final String address;
  private final long number;
  private final RunningAnswer answer;
  private final Outbox outbox;
  private final boolean pays;
  private boolean muted;
  private int credit;
  private int offset;
  private int probes;

  Reader(long stream, AnswerRequest request, RunningAnswer answer, boolean pays, Outbox outbox) {
    this.stream = stream;
    this.address = request.readerAddress();
    this.number = request.reader();
    this.answer = answer;
    this.pays = pays;
    this.outbox = outbox;
    this.credit = Math.max(0, request.window());
    this.offset = Math.max(0, request.fromIn(answer.attempt()));
  }

  /** The stream's number at this bot. */
  long stream() {
    return stream;
  }

  /** Where its frames go. */
  String address() {
    return address;
  }

  /** Whether the answer was begun for it: then it is told what it cost. */
  boolean pays() {
    return pays;
  }

  /** From now on it is sent nothing but the end. */
  void mute() {
    muted = true;
  }

  RunningAnswer answer() {
    return answer;
  }

  /** Somebody is there; and takes so much more. */
  void credit(int frames) {
    probes = 0;
    if (frames > 0) {
      credit = (int) Math.min(Integer.MAX_VALUE, (long) credit + frames);
    }
  }

  /**
   * Whether it takes nothing, though it has not seen all, and nothing was heard of it since this
   * was asked the last but one time. Then nobody may be there who could say that he left.
   */
  boolean isLost() {
    boolean stalls = !muted && credit == 0 && offset < answer.length();
    return ++probes > 2 && stalls;
  }

  /**
   * Sends what it has not seen, when it has credit for it. True when it has seen all; so has one
   * that saw more than outlived a crash.
   */
  boolean catchUp(GrowingText text) {
    if (!muted && offset < text.length() && credit > 0) {
      credit--;
      int from = text.wholeFrom(offset);
      Frame.Text frame = new Frame.Text(number, from, text.from(from));
      offset = text.length();
      outbox.send(this, frame);
    }
    return muted || offset >= text.length();
  }

  void end(AnswerStatus status, int tokens, List<Source> sources) {
    outbox.send(this, new Frame.End(number, status, pays ? tokens : 0, sources));
  }
}
