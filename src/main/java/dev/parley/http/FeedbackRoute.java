package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.bus.InvalidFieldException;
import dev.parley.bus.ParleyClient;
import dev.parley.bus.Rating;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/**
 * {@code POST /api/bot/stream/{turn}/feedback}: what the visitor thinks of an answer of his. He may
 * change his mind; the last word is kept.
 */
final class FeedbackRoute {

  private static final String PATH = TurnRoute.PATH + "/" + NamedTurn.VARIABLE + "/feedback";
  private static final int MAX_DEPTH = 32;
  private static final JsonBody JSON = new JsonBody(MAX_DEPTH);

  private final ParleyClient client;
  private final BodyCollector bodies;
  private final Origins origins;
  private final Visitors visitors;
  private final Problems problems;

  FeedbackRoute(
      ParleyClient client,
      BodyCollector bodies,
      Origins origins,
      Visitors visitors,
      Problems problems) {
    this.client = client;
    this.bodies = bodies;
    this.origins = origins;
    this.visitors = visitors;
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.post(PATH).handler(this::handle);
    router.route(PATH).handler(problems.otherMethods("POST"));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    bodies
        .collect(request)
        .map(FeedbackRoute::rating)
        .compose(rating -> rate(context, rating))
        .compose(rated -> NoContent.send(request))
        .recover(failure -> problems.send(request, Problems.of(failure)));
  }

  private Future<Void> rate(RoutingContext context, Rating rating) {
    NamedTurn turn = NamedTurn.of(context);
    return visitors
        .small(
            turn.visitor(),
            () ->
                origins
                    .admit(context, turn)
                    .compose(admitted -> client.rate(turn.turnId(), turn.visitor(), rating)))
        .recover(NamedTurn::notFound);
  }

  private static Rating rating(Buffer body) {
    Body fields = new Body();
    JSON.read(body, fields::field);
    return Rating.named(JsonBody.required("rating", fields.rating))
        .orElseThrow(() -> new InvalidFieldException("rating", "must be up or down"));
  }

  /** What the body says; unknown fields are skipped. */
  private static final class Body {

    private String rating;

    void field(JsonParser json, String name) throws IOException {
      if (name.equals("rating")) {
        rating = JsonBody.text(json, name, rating);
      } else {
        json.skipChildren();
      }
    }
  }
}
