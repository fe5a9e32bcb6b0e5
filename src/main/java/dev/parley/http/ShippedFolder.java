package dev.parley.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that belong together, below a path that bears the hash of all of them. What stands at such
 * a path never changes, and is kept by browsers and proxies for a year; a new version of the
 * program has a new path. Without state: one object serves all verticles.
 */
final class ShippedFolder {

  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String AS_LONG_AS_IT_IS_THIS = "no-cache";

  private final String name;
  private final String hash;
  private final Map<String, ShippedFile> files;

  private ShippedFolder(String name, String hash, Map<String, ShippedFile> files) {
    this.name = name;
    this.hash = hash;
    this.files = files;
  }

  /** Reads a folder of the resources. Blocks for a few milliseconds: for the start. */
  static ShippedFolder read(String name, List<String> files) {
    return of(
        name,
        files.stream()
            .map(
                file ->
                    ShippedFile.of(file, SourceText.lean(file, ShippedFile.read(path(name, file)))))
            .toArray(ShippedFile[]::new));
  }

  /** Of files that are there already. */
  static ShippedFolder of(String name, ShippedFile... files) {
    Map<String, ShippedFile> byName = new LinkedHashMap<>();
    for (ShippedFile file : files) {
      byName.put(file.name(), file);
    }
    String hashes = Stream.of(files).map(ShippedFile::hash).collect(Collectors.joining());
    return new ShippedFolder(name, ShippedFile.hash(hashes), byName);
  }

  private static String path(String folder, String file) {
    return "/" + folder + "/" + file;
  }

  /** Where its files are, relative to the server's root: with a slash at the end. */
  String path() {
    return name + "/" + hash + "/";
  }

  void mountOn(Router router, Problems problems) {
    String path = "/" + name + "/(?<hash>[0-9a-f]{16})/(?<file>[^/]+)";
    router.getWithRegex(path).handler(this::send);
    router.headWithRegex(path).handler(this::send);
    router.routeWithRegex(path).handler(problems.otherMethods("GET, HEAD"));
  }

  private void send(RoutingContext context) {
    ShippedFile file = files.get(context.pathParam("file"));
    if (file == null) {
      context.fail(404);
    } else {
      boolean isCurrent = context.pathParam("hash").equals(hash);
      FileReply.send(context, file, isCurrent ? FOR_EVER : AS_LONG_AS_IT_IS_THIS);
    }
  }
}
