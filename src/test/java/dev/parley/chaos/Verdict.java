package dev.parley.chaos;

import java.util.List;

/** What became of all that was promised: a table, of which every line has to be 0. */
final class Verdict {

  private static final int MOST_EXAMPLES = 5;

  /** One line of the table: what must not be, and where it is. */
  record Finding(String what, List<String> where) {}

  private final Promises promises;
  private final Stored stored;
  private final List<Finding> findings;

  Verdict(Promises promises, Stored stored) {
    this.promises = promises;
    this.stored = stored;
    Comparison found = new Comparison(promises, stored);
    this.findings =
        List.of(
            new Finding("acknowledged messages lost", found.lost()),
            new Finding("messages in double", found.inDouble()),
            new Finding("messages that nobody sent so", found.strange()),
            new Finding("messages out of order", found.outOfOrder()),
            new Finding("messages acknowledged as another turn", found.otherTurns()),
            new Finding("customers in double", stored.customersInDouble()),
            new Finding("acknowledged addresses without a customer", found.unknownAddresses()),
            new Finding("visitors taken for somebody else", found.mistaken()),
            new Finding("open rooms in double", stored.roomsInDouble()),
            new Finding("customers without an open room", stored.customersWithoutRoom()),
            new Finding("known visitors' rooms not folded", stored.unfoldedRooms()),
            new Finding("answers without a question", found.answersAlone()),
            new Finding("answers in double", found.answersInDouble()),
            new Finding("heard to the end, not stored so", found.heardOtherwise()),
            new Finding("turns left open", found.leftOpen()),
            new Finding("dead processes not closed", found.deadNodes()),
            new Finding("messages never answered", found.unanswered()),
            new Finding("requests that hung", found.hung()),
            new Finding("statuses nobody foresaw", found.unforeseen()));
  }

  boolean isClean() {
    return findings.stream().allMatch(finding -> finding.where().isEmpty());
  }

  /** Whether nothing is under way any more that time would end. */
  boolean isSettled() {
    return count("turns left open") == 0 && count("dead processes not closed") == 0;
  }

  /** How many of those there are. */
  int count(String what) {
    return findings.stream()
        .filter(finding -> finding.what().equals(what))
        .findFirst()
        .orElseThrow()
        .where()
        .size();
  }

  List<Finding> findings() {
    return findings;
  }

  /** How many there were to be told: without any, nothing was tried. */
  int answersHeard() {
    return promises.all().stream().mapToInt(promise -> promise.ends().size()).sum();
  }

  /** For a person to read, with a few examples of each. */
  String table() {
    StringBuilder table = new StringBuilder();
    line(table, "messages sent", promises.all().size());
    line(table, "acknowledged", promises.acknowledged().size());
    line(table, "answers heard to the end", answersHeard());
    int answers = (int) stored.messages().stream().filter(Stored.Row::isAnswer).count();
    line(table, "messages stored", stored.messages().size() - answers);
    line(table, "answers stored", answers);
    line(table, "customers", stored.customers().size());
    table.append('\n');
    for (Finding finding : findings) {
      line(table, finding.what(), finding.where().size());
      finding.where().stream()
          .limit(MOST_EXAMPLES)
          .forEach(where -> table.append("    ").append(where).append('\n'));
    }
    return table.toString();
  }

  private static void line(StringBuilder table, String what, int count) {
    table.append("%-42s %8d%n".formatted(what, count));
  }
}
