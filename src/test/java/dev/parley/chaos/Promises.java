package dev.parley.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a {@link Journal} comes to: of each message, in the order of sending, what was promised. */
final class Promises {

  /** One message, and all that came of it. Mutable while the journal is read. */
  static final class Promise {

    private final Message message;
    private final Set<String> turns = new TreeSet<>();
    private final List<Entry.Ended> ends = new ArrayList<>();
    private final Map<Integer, String> refusals = new TreeMap<>();
    private boolean acknowledged;
    private boolean hung;
    private boolean gaveUp;

    private Promise(Message message) {
      this.message = message;
    }

    Message message() {
      return message;
    }

    /** The turns that it was acknowledged as: one, unless something is wrong. */
    Set<String> turns() {
      return turns;
    }

    /** The answers that were heard until their end mark. */
    List<Entry.Ended> ends() {
      return ends;
    }

    /** The statuses with which answers broke off, or were none; and the first refusal with each. */
    Map<Integer, String> refusals() {
      return Collections.unmodifiableMap(refusals);
    }

    boolean acknowledged() {
      return acknowledged;
    }

    boolean hung() {
      return hung;
    }

    /** Whether there was to be an answer, and none ended. */
    boolean unanswered() {
      return ends.isEmpty() && !gaveUp;
    }

    @Override
    public String toString() {
      return message.id().toString();
    }

    private void take(Entry entry) {
      if (entry instanceof Entry.Acknowledged it) {
        acknowledged = true;
        turns.add(it.turn());
      } else if (entry instanceof Entry.Ended it) {
        turns.add(it.turn());
        ends.add(it);
      } else if (entry instanceof Entry.BrokeOff it) {
        refusals.putIfAbsent(it.status(), it.refusal());
      } else if (entry instanceof Entry.Hung) {
        hung = true;
      } else if (entry instanceof Entry.GaveUp) {
        gaveUp = true;
      }
    }
  }

  private final Map<Message.Id, Promise> byMessage = new LinkedHashMap<>();

  Promises(List<Entry> journal) {
    for (Entry entry : journal) {
      if (entry instanceof Entry.Sent sent) {
        byMessage.putIfAbsent(entry.id(), new Promise(sent.message()));
      }
      byMessage.get(entry.id()).take(entry);
    }
  }

  /** In the order in which they were first sent. */
  Collection<Promise> all() {
    return byMessage.values();
  }

  List<Promise> acknowledged() {
    return byMessage.values().stream().filter(Promise::acknowledged).toList();
  }
}
