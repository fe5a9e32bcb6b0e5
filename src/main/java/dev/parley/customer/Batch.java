package dev.parley.customer;

import dev.parley.bus.AnswerStatus;
import dev.parley.bus.FinishedAnswer;
import dev.parley.bus.TurnOpened;
import dev.parley.email.EmailAddress;
import dev.parley.email.Mention;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What goes to the database together: turns, no two of one visitor, and finished answers.
 *
 * @param turns in the order in which they came
 * @param answers in any order
 */
record Batch(List<TurnWork> turns, List<AnswerWork> answers) {

  static final Batch EMPTY = new Batch(List.of(), List.of());

  /** What is left of it once late and answered work is taken out. */
  Batch stillWaiting() {
    return only(work -> !work.isDone());
  }

  Batch without(Set<Work> some) {
    return only(work -> !some.contains(work));
  }

  private Batch only(Predicate<Work> condition) {
    return new Batch(
        turns.stream().filter(condition).toList(), answers.stream().filter(condition).toList());
  }

  boolean isEmpty() {
    return turns.isEmpty() && answers.isEmpty();
  }

  int size() {
    return turns.size() + answers.size();
  }

  Stream<Work> work() {
    return Stream.concat(turns.stream(), answers.stream());
  }

  /** Each piece of work as a batch of its own. */
  Stream<Batch> oneByOne() {
    return Stream.concat(
        turns.stream().map(turn -> new Batch(List.of(turn), List.of())),
        answers.stream().map(answer -> new Batch(List.of(), List.of(answer))));
  }

  /**
   * What of it goes in the next statement: while there are acquaintances they alone, and the
   * answers; else all.
   */
  Batch next() {
    List<TurnWork> acquainted = turns.stream().filter(TurnWork::isAcquainted).toList();
    return acquainted.isEmpty() ? this : new Batch(acquainted, answers);
  }

  /** Whether all its turns are of acquaintances. */
  boolean isOfAcquaintances() {
    return !turns.isEmpty() && turns.stream().allMatch(TurnWork::isAcquainted);
  }

  /**
   * The statement that stores it.
   *
   * @param telling whether a webhook may have to be told
   */
  String statement(boolean telling) {
    if (turns.isEmpty()) {
      return telling ? TurnQueries.STORE_ANSWERS : TurnQueries.STORE_ANSWERS_QUIETLY;
    }
    if (isOfAcquaintances()) {
      return telling ? TurnQueries.STORE_KNOWN : TurnQueries.STORE_KNOWN_QUIETLY;
    }
    return telling ? TurnQueries.STORE_BATCH : TurnQueries.STORE_BATCH_QUIETLY;
  }

  /** The tenants that it is about. */
  Stream<UUID> domains() {
    return Stream.concat(
        turns.stream().map(work -> work.turn().domainId()),
        answers.stream().map(work -> work.answer().turn().domainId()));
  }

  /**
   * The parameters of {@link #statement}, one array per column.
   *
   * @param node which process takes the turns, and says the answers
   */
  Tuple parameters(Integer[] node) {
    Tuple parameters = Tuple.tuple();
    if (isOfAcquaintances()) {
      addKnownTurns(parameters);
    } else if (!turns.isEmpty()) {
      shareCustomers();
      addTurns(parameters);
    }
    parameters.addArrayOfInteger(node);
    addAnswers(parameters);
    return parameters;
  }

  /** The parameters of {@link TurnQueries#STORE_BATCH} when there is nothing to store. */
  static Tuple nothing() {
    Tuple parameters = Tuple.tuple();
    EMPTY.addTurns(parameters);
    parameters.addArrayOfInteger(new Integer[] {0});
    EMPTY.addAnswers(parameters);
    return parameters;
  }

  /** Turns that give one address agree on the customer's id: the first one's. */
  private void shareCustomers() {
    Map<TurnWork.AddressKey, NewCustomer> first = new HashMap<>();
    for (TurnWork turn : turns) {
      turn.address()
          .ifPresent(
              address -> {
                NewCustomer earlier = first.putIfAbsent(address, turn.newCustomer());
                if (earlier != null) {
                  turn.shareCustomer(earlier);
                }
              });
    }
  }

  private void addKnownTurns(Tuple to) {
    addWho(to);
    to.addArrayOfBoolean(column(turns, Batch::isStated, Boolean[]::new));
    addWhat(to);
  }

  private void addWho(Tuple to) {
    to.addArrayOfUUID(column(turns, turn -> turn.turn().domainId(), UUID[]::new));
    to.addArrayOfBuffer(column(turns, turn -> turn.visitor().secretSha256(), Buffer[]::new));
    to.addArrayOfString(
        column(turns, turn -> address(turn, EmailAddress::normalised), String[]::new));
  }

  private void addWhat(Tuple to) {
    to.addArrayOfUUID(column(turns, TurnWork::turnId, UUID[]::new));
    to.addArrayOfString(column(turns, turn -> turn.turn().message(), String[]::new));
    to.addArrayOfString(column(turns, turn -> turn.turn().key().orElse(null), String[]::new));
    to.addArrayOfBoolean(column(turns, TurnWork::isProven, Boolean[]::new));
  }

  private void addTurns(Tuple to) {
    addWho(to);
    to.addArrayOfString(column(turns, turn -> address(turn, EmailAddress::typed), String[]::new));
    to.addArrayOfBoolean(column(turns, Batch::isStated, Boolean[]::new));
    to.addArrayOfUUID(column(turns, TurnWork::visitorId, UUID[]::new));
    to.addArrayOfUUID(column(turns, turn -> turn.newCustomer().id(), UUID[]::new));
    to.addArrayOfUUID(column(turns, TurnWork::roomId, UUID[]::new));
    addWhat(to);
  }

  private void addAnswers(Tuple to) {
    to.addArrayOfUUID(column(answers, AnswerWork::messageId, UUID[]::new));
    to.addArrayOfUUID(column(answers, turn(TurnOpened::domainId), UUID[]::new));
    to.addArrayOfUUID(column(answers, turn(TurnOpened::roomId), UUID[]::new));
    to.addArrayOfUUID(column(answers, turn(TurnOpened::visitorId), UUID[]::new));
    to.addArrayOfUUID(column(answers, turn(TurnOpened::turnId), UUID[]::new));
    to.addArrayOfBoolean(column(answers, turn(TurnOpened::verified), Boolean[]::new));
    to.addArrayOfString(column(answers, answer(FinishedAnswer::text), String[]::new));
    to.addArrayOfString(
        column(
            answers, answer(FinishedAnswer::status).andThen(AnswerStatus::label), String[]::new));
    to.addArrayOfString(
        column(
            answers, answer(FinishedAnswer::sources).andThen(SourceColumn::text), String[]::new));
    to.addArrayOfInteger(column(answers, answer(FinishedAnswer::attempt), Integer[]::new));
  }

  /** SQL's null where the message gives no address. */
  private static String address(TurnWork turn, Function<EmailAddress, String> part) {
    return turn.mention().map(Mention::address).map(part).orElse(null);
  }

  private static Boolean isStated(TurnWork turn) {
    return turn.mention().map(Mention::stated).orElse(false);
  }

  private static <T> Function<AnswerWork, T> answer(Function<FinishedAnswer, T> part) {
    return work -> part.apply(work.answer());
  }

  private static <T> Function<AnswerWork, T> turn(Function<TurnOpened, T> part) {
    return answer(FinishedAnswer::turn).andThen(part);
  }

  /** A column of an array parameter. */
  static <W, T> T[] column(List<W> rows, Function<W, T> value, IntFunction<T[]> array) {
    T[] column = array.apply(rows.size());
    for (int i = 0; i < column.length; i++) {
      column[i] = value.apply(rows.get(i));
    }
    return column;
  }
}
