package dev.parley.http;

import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import dev.parley.bus.Page;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the admin routes come to their answers: what a request says becomes a question, the bus has
 * it answered, and the answer goes back as JSON or as text. Belongs to one event loop.
 */
final class AdminDesk {

  private final Bus bus;
  private final BodyCollector bodies;
  private final Problems problems;

  AdminDesk(Bus bus, BodyCollector bodies, Problems problems) {
    this.bus = bus;
    this.bodies = bodies;
    this.problems = problems;
  }

  /** The last handler of a path, for the methods that it does not have. */
  Handler<RoutingContext> otherMethods(String allowed) {
    return problems.otherMethods(allowed);
  }

  /**
   * Asks by what the path and the query say.
   *
   * @param question may throw what becomes a 400
   * @param text the answer for a person
   */
  <Q, R> void ask(
      RoutingContext context,
      Address<Q, R> address,
      Supplier<Q> question,
      Function<? super R, String> text) {
    ask(context, address, Bus.REPLY_TIMEOUT, question, text);
  }

  /**
   * The same for what takes longer.
   *
   * @param patience how long the answer may take
   */
  <Q, R> void ask(
      RoutingContext context,
      Address<Q, R> address,
      Duration patience,
      Supplier<Q> question,
      Function<? super R, String> text) {
    Future.succeededFuture()
        .map(begun -> question.get())
        .compose(it -> bus.request(address, it, patience))
        .compose(answer -> AdminReply.sendLarge(context, answer, text))
        .onFailure(failure -> refuse(context, failure));
  }

  /**
   * Asks by what the body says.
   *
   * @param question may throw what becomes a 400
   * @param text the answer for a person
   */
  <Q, R> void askByBody(
      RoutingContext context,
      Address<Q, R> address,
      Function<Buffer, Q> question,
      Function<? super R, String> text) {
    askByBody(context, address, Bus.REPLY_TIMEOUT, question, text);
  }

  /**
   * The same for what takes longer.
   *
   * @param patience how long the answer may take
   */
  <Q, R> void askByBody(
      RoutingContext context,
      Address<Q, R> address,
      Duration patience,
      Function<Buffer, Q> question,
      Function<? super R, String> text) {
    bodies
        .collect(context.request())
        .map(question)
        .compose(it -> bus.request(address, it, patience))
        .compose(answer -> AdminReply.sendLarge(context, answer, text))
        .onFailure(failure -> refuse(context, failure));
  }

  /**
   * Asks for something to be made.
   *
   * @param question may throw what becomes a 400
   * @param path where what was made is from then on
   * @param text the answer for a person
   */
  <Q, R> void create(
      RoutingContext context,
      Address<Q, R> address,
      Function<Buffer, Q> question,
      Function<? super R, String> path,
      Function<? super R, String> text) {
    answer(bodies.collect(context.request()).map(question), address)
        .onSuccess(made -> AdminReply.created(context.request(), path.apply(made), made, text))
        .onFailure(failure -> refuse(context, failure));
  }

  /** Asks for something to be gone: there is nothing to say when it is. */
  <Q, R> void remove(RoutingContext context, Address<Q, R> address, Supplier<Q> question) {
    remove(context, address, Bus.REPLY_TIMEOUT, question);
  }

  /** Asks for something that is begun by the time of the answer, and done after it. */
  <Q, R> void begin(RoutingContext context, Address<Q, R> address, Supplier<Q> question) {
    answer(Future.succeededFuture().map(begun -> question.get()), address)
        .onSuccess(begun -> context.response().setStatusCode(202).end())
        .onFailure(failure -> refuse(context, failure));
  }

  /**
   * The same for what takes longer.
   *
   * @param patience how long it may take
   */
  <Q, R> void remove(
      RoutingContext context, Address<Q, R> address, Duration patience, Supplier<Q> question) {
    Future.succeededFuture()
        .map(begun -> question.get())
        .compose(it -> bus.request(address, it, patience))
        .onSuccess(gone -> context.response().setStatusCode(204).end())
        .onFailure(failure -> refuse(context, failure));
  }

  /**
   * Asks for a page. Where the next one is, a link says too (RFC 8288), for whoever reads text.
   *
   * @param question may throw what becomes a 400
   * @param text the answer for a person
   */
  <Q, R extends Page<?>> void askForPage(
      RoutingContext context,
      Address<Q, R> address,
      Supplier<Q> question,
      Function<? super R, String> text) {
    answer(Future.succeededFuture().map(begun -> question.get()), address)
        .onSuccess(
            page ->
                page.next()
                    .ifPresent(next -> context.response().putHeader("Link", link(context, next))))
        .compose(page -> AdminReply.sendLarge(context, page, text))
        .onFailure(failure -> refuse(context, failure));
  }

  private <Q, R> Future<R> answer(Future<Q> question, Address<Q, R> address) {
    return question.compose(it -> bus.request(address, it));
  }

  private void refuse(RoutingContext context, Throwable failure) {
    problems.send(context.request(), Problems.of(failure));
  }

  private static String link(RoutingContext context, String next) {
    String query =
        Stream.concat(
                context.queryParams().entries().stream()
                    .filter(it -> !it.getKey().equals("cursor")),
                Stream.of(Map.entry("cursor", next)))
            .map(it -> encode(it.getKey()) + "=" + encode(it.getValue()))
            .collect(Collectors.joining("&"));
    return "<" + context.request().path() + "?" + query + ">; rel=\"next\"";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
