package dev.parley.bot.model;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.CancellationUnsupportedHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A call without a network: it loads the classes that a call needs, which takes half a second, so
 * that the first visitor's call does not do so on an event loop.
 */
final class Rehearsal implements HttpClient, StreamingChatResponseHandler {

  /** One that each of the protocols passes over. */
  private static final ServerSentEvent NOTHING =
      new ServerSentEvent("ping", "{\"type\":\"ping\",\"choices\":[]}");

  /** Blocking. */
  static void run(Providers providers) {
    Rehearsal rehearsal = new Rehearsal();
    providers
        .model(rehearsal)
        .chat(ChatRequest.builder().messages(UserMessage.from("Hello?")).build(), rehearsal);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("only streams are asked for");
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    listener.onEvent(NOTHING, new ServerSentEventContext(new CancellationUnsupportedHandle()));
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    // Nobody listens.
  }

  @Override
  public void onError(Throwable cause) {
    // The classes are loaded all the same.
  }
}
