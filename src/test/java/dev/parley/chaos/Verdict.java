package dev.parley.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.parley.bus.VisitorSecret;
import dev.parley.chaos.Promises.Promise;
import dev.parley.chaos.Stored.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was promised, held against what is stored. Every line of the table has to be 0. What cannot
 * be known is not asked: a message that nobody acknowledged may be stored or not.
 */
final class Verdict {

  private static final int MOST_EXAMPLES = 5;
  private static final Set<String> ENDED_WELL = Set.of("complete", "stopped");

  /** No answer at all, one that broke off, and a database that is away. */
  private static final Set<Integer> FORESEEN = Set.of(0, 200, 503);

  /** One line of the table: what must not be, and where it is. */
  record Finding(String what, List<String> where) {}

  /** One message of a visitor's, as the database has it. */
  private record Place(String domain, String visitor, String key) {

    static Place of(Message.Id id) {
      return new Place(id.domain().toString(), hash(id.visitor()), id.key());
    }

    static Place of(Row question) {
      return new Place(question.domain(), question.visitor(), question.key().orElse(""));
    }

    private static String hash(String secret) {
      return HexFormat.of().formatHex(new VisitorSecret(secret).sha256());
    }
  }

  private final Promises promises;
  private final Stored stored;
  private final List<Row> questions;
  private final Map<Place, Row> questionsByPlace = new HashMap<>();
  private final Map<String, List<Row>> answersByTurn;
  private final List<Finding> findings;

  Verdict(Promises promises, Stored stored) {
    this.promises = promises;
    this.stored = stored;
    this.questions = stored.messages().stream().filter(row -> !row.isAnswer()).toList();
    questions.forEach(row -> questionsByPlace.putIfAbsent(Place.of(row), row));
    this.answersByTurn =
        stored.messages().stream().filter(Row::isAnswer).collect(groupingBy(Row::turn));
    this.findings =
        List.of(
            new Finding("acknowledged messages lost", lost()),
            new Finding("messages in double", inDouble()),
            new Finding("messages that nobody sent so", strange()),
            new Finding("messages out of order", outOfOrder()),
            new Finding("messages acknowledged as another turn", otherTurns()),
            new Finding("customers in double", stored.customersInDouble()),
            new Finding("acknowledged addresses without a customer", unknownAddresses()),
            new Finding("visitors taken for somebody else", mistaken()),
            new Finding("open rooms in double", stored.roomsInDouble()),
            new Finding("customers without an open room", stored.customersWithoutRoom()),
            new Finding("known visitors' rooms not folded", stored.unfoldedRooms()),
            new Finding("answers without a question", answersAlone()),
            new Finding("answers in double", answersInDouble()),
            new Finding("heard to the end, not stored so", heardOtherwise()),
            new Finding("turns left open", leftOpen()),
            new Finding("dead processes not closed", deadNodes()),
            new Finding("messages never answered", unanswered()),
            new Finding("requests that hung", named(Promise::hung)),
            new Finding("statuses nobody foresaw", unforeseen()));
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
    line(table, "messages stored", questions.size());
    line(table, "answers stored", stored.messages().size() - questions.size());
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

  private List<String> lost() {
    return promises.acknowledged().stream()
        .filter(promise -> question(promise) == null)
        .map(Promise::toString)
        .toList();
  }

  private Row question(Promise promise) {
    return questionsByPlace.get(Place.of(promise.message().id()));
  }

  private List<String> inDouble() {
    return Stream.concat(
            doubles(questions, row -> Place.of(row).toString()),
            doubles(questions, row -> row.domain() + row.visitor() + " " + row.body()))
        .toList();
  }

  private static Stream<String> doubles(List<Row> rows, Function<Row, String> by) {
    return rows.stream().collect(groupingBy(by, counting())).entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey);
  }

  private List<String> strange() {
    Map<Place, String> sent =
        promises.all().stream()
            .map(Promise::message)
            .collect(Collectors.toMap(message -> Place.of(message.id()), Message::text));
    return questions.stream()
        .filter(row -> !row.body().equals(sent.get(Place.of(row))))
        .map(Row::toString)
        .toList();
  }

  /** A visitor sends nothing before the answer to what he sent last has ended, or he gave it up. */
  private List<String> outOfOrder() {
    Map<String, String> last = new HashMap<>();
    return promises.acknowledged().stream()
        .filter(promise -> question(promise) != null)
        .filter(
            promise -> {
              String id = question(promise).id();
              String before = last.put(visitor(promise.message()), id);
              return before != null && before.compareTo(id) >= 0;
            })
        .map(Promise::toString)
        .toList();
  }

  private static String visitor(Message message) {
    return message.domain() + " " + Place.hash(message.visitor());
  }

  private List<String> otherTurns() {
    return promises.all().stream()
        .filter(promise -> question(promise) != null && !promise.turns().isEmpty())
        .filter(promise -> !promise.turns().equals(Set.of(question(promise).turn())))
        .map(promise -> promise + " as " + promise.turns())
        .toList();
  }

  private List<String> unknownAddresses() {
    Set<String> known = new HashSet<>(stored.customers());
    return promises.acknowledged().stream()
        .map(Promise::message)
        .flatMap(message -> message.email().map(email -> message.domain() + " " + email).stream())
        .map(address -> address.toLowerCase(Locale.ROOT))
        .filter(address -> !known.contains(address))
        .toList();
  }

  /** Who states an address is taken for its owner, until he states another one. */
  private List<String> mistaken() {
    Map<String, String> stated = new HashMap<>();
    for (Promise promise : promises.all()) {
      if (question(promise) != null) {
        promise.message().email().ifPresent(email -> stated.put(visitor(promise.message()), email));
      }
    }
    return stated.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(stored.takenFor().get(entry.getKey())))
        .map(entry -> entry + " is taken for " + stored.takenFor().get(entry.getKey()))
        .toList();
  }

  private List<String> answersAlone() {
    Set<String> asked = questions.stream().map(Row::turn).collect(Collectors.toSet());
    return answersByTurn.keySet().stream().filter(turn -> !asked.contains(turn)).toList();
  }

  private List<String> answersInDouble() {
    return answersByTurn.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> heardOtherwise() {
    return promises.all().stream()
        .flatMap(
            promise ->
                promise.ends().stream()
                    .filter(end -> !isStored(promise, end))
                    .map(end -> promise + " heard: " + end.text() + " stored: " + answers(promise)))
        .toList();
  }

  private boolean isStored(Promise promise, Entry.Ended end) {
    return answers(promise).stream()
        .anyMatch(row -> ENDED_WELL.contains(row.status()) && row.body().equals(end.text()));
  }

  private List<Row> answers(Promise promise) {
    Row question = question(promise);
    return question == null ? List.of() : answersByTurn.getOrDefault(question.turn(), List.of());
  }

  private List<String> leftOpen() {
    return questions.stream()
        .filter(
            row -> {
              List<Row> answers = answersByTurn.getOrDefault(row.turn(), List.of());
              return answers.isEmpty()
                  || answers.stream().anyMatch(answer -> answer.status().equals("streaming"));
            })
        .map(Row::turn)
        .toList();
  }

  private List<String> deadNodes() {
    return Stream.generate(() -> "a row of node").limit(stored.deadNodes()).toList();
  }

  private List<String> unanswered() {
    return named(Promise::unanswered);
  }

  private List<String> named(Predicate<Promise> which) {
    return promises.all().stream().filter(which).map(Promise::toString).toList();
  }

  private List<String> unforeseen() {
    return promises.all().stream()
        .filter(promise -> !FORESEEN.containsAll(promise.statuses()))
        .map(promise -> promise + " " + promise.statuses())
        .toList();
  }
}
