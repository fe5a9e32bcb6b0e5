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
 * What was promised, beside what is stored: each method finds what is wrong in one way, and says
 * where. What cannot be known is not asked: a message that nobody acknowledged may be stored or
 * not.
 */
final class Comparison {

  private static final Set<String> ENDED_WELL = Set.of("complete", "stopped");

  /** No answer at all, one that broke off, and a database that is away. */
  private static final Set<Integer> FORESEEN = Set.of(0, 200, 503);

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

  Comparison(Promises promises, Stored stored) {
    this.promises = promises;
    this.stored = stored;
    this.questions = stored.messages().stream().filter(row -> !row.isAnswer()).toList();
    questions.forEach(row -> questionsByPlace.putIfAbsent(Place.of(row), row));
    this.answersByTurn =
        stored.messages().stream().filter(Row::isAnswer).collect(groupingBy(Row::turn));
  }

  List<String> lost() {
    return promises.acknowledged().stream()
        .filter(promise -> question(promise) == null)
        .map(Promise::toString)
        .toList();
  }

  private Row question(Promise promise) {
    return questionsByPlace.get(Place.of(promise.message().id()));
  }

  List<String> inDouble() {
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

  List<String> strange() {
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
  List<String> outOfOrder() {
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

  List<String> otherTurns() {
    return promises.all().stream()
        .filter(promise -> question(promise) != null && !promise.turns().isEmpty())
        .filter(promise -> !promise.turns().equals(Set.of(question(promise).turn())))
        .map(promise -> promise + " as " + promise.turns())
        .toList();
  }

  List<String> unknownAddresses() {
    Set<String> known = new HashSet<>(stored.customers());
    return promises.acknowledged().stream()
        .map(Promise::message)
        .flatMap(message -> message.email().map(email -> message.domain() + " " + email).stream())
        .map(address -> address.toLowerCase(Locale.ROOT))
        .filter(address -> !known.contains(address))
        .toList();
  }

  /** Who states an address is taken for its owner, until he states another one. */
  List<String> mistaken() {
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

  List<String> answersAlone() {
    Set<String> asked = questions.stream().map(Row::turn).collect(Collectors.toSet());
    return answersByTurn.keySet().stream().filter(turn -> !asked.contains(turn)).toList();
  }

  List<String> answersInDouble() {
    return answersByTurn.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  List<String> heardOtherwise() {
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

  List<String> leftOpen() {
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

  List<String> deadNodes() {
    return Stream.generate(() -> "a row of node").limit(stored.deadNodes()).toList();
  }

  List<String> unanswered() {
    return named(Promise::unanswered);
  }

  List<String> hung() {
    return named(Promise::hung);
  }

  private List<String> named(Predicate<Promise> which) {
    return promises.all().stream().filter(which).map(Promise::toString).toList();
  }

  List<String> unforeseen() {
    return promises.all().stream()
        .filter(promise -> !FORESEEN.containsAll(promise.refusals().keySet()))
        .map(promise -> promise + " " + promise.refusals())
        .toList();
  }
}
