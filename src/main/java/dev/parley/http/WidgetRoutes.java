package dev.parley.http;

import io.vertx.ext.web.Router;

/**
 * The chat widget: {@code /widget.js}, which a page names and which knows where the rest is, and
 * {@code /widget/{hash}/chat.js}, the rest. The loader is asked for again after a few minutes, so
 * that a page soon gets what a new version of the program brings; the rest never changes.
 */
final class WidgetRoutes {

  static final String LOADER_PATH = "/widget.js";

  private static final String CHAT = "chat.js";

  private static final String FOR_MINUTES = "public, max-age=300";

  private static final ShippedFolder FOLDER =
      ShippedFolder.of("widget", ShippedFile.of(CHAT, WidgetBundle.script()));
  private static final ShippedFile LOADER =
      ShippedFile.of("widget.js", SourceText.lean("widget.js", loader()));

  private final Problems problems;

  WidgetRoutes(Problems problems) {
    this.problems = problems;
  }

  void mountOn(Router router) {
    router.get(LOADER_PATH).handler(context -> FileReply.send(context, LOADER, FOR_MINUTES));
    router.head(LOADER_PATH).handler(context -> FileReply.send(context, LOADER, FOR_MINUTES));
    router.route(LOADER_PATH).handler(problems.otherMethods("GET, HEAD"));
    FOLDER.mountOn(router, problems);
  }

  private static String loader() {
    return ShippedFile.read("/widget/loader.js").replace("{{chat}}", FOLDER.path() + CHAT);
  }
}
