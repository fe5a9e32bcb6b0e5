package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The widget's files")
class WidgetRoutesTest {

  private static final int MOST_BYTES = 15_000;

  private static HttpFixture http;

  @BeforeAll
  static void start() {
    http = new HttpFixture();
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  private static HttpResponse<String> get(String path, String... headers) {
    return http.send(http.request(path, headers).GET());
  }

  /** Where the rest is, as the loader says it. */
  private static String base() {
    Matcher base =
        Pattern.compile("\"(widget/[0-9a-f]{16}/)chat\\.js\"").matcher(get("/widget.js").body());
    assertThat(base.find()).isTrue();
    return "/" + base.group(1);
  }

  @Test
  @DisplayName("are 15 KB at most, compressed")
  void size() throws IOException {
    int bytes = gzipped(get("/widget.js").body()) + gzipped(get(base() + "chat.js").body());
    assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
  }

  private static int gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }

  @Test
  @DisplayName("are the whole folder in two requests: nothing else is loaded")
  void whole() throws IOException {
    Path folder = Path.of("src", "main", "resources", "widget");
    try (Stream<Path> sources = Files.list(folder)) {
      assertThat(sources.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of("loader.js", WidgetBundle.STYLE), WidgetBundle.MODULES.stream())
                  .toList());
    }
    assertThat(get(base() + "chat.js").body())
        .doesNotContainPattern("(?m)^import\\b|\\.js\"|\\.css\"|\\{\\{")
        .containsOnlyOnce("export ")
        .contains("export function embed");
  }

  @Test
  @DisplayName("are kept for a year, since another text has another path; the loader for minutes")
  void kept() {
    HttpResponse<String> file = get(base() + "chat.js");
    assertThat(file.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
    assertThat(get("/widget.js").headers().firstValue("Cache-Control"))
        .contains("public, max-age=300");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/widget.js", "chat.js"})
  @DisplayName("have a strong tag each, and are not sent to whoever has them")
  void tags(String name) {
    String path = name.startsWith("/") ? name : base() + name;
    String etag = get(path).headers().firstValue("ETag").orElseThrow();
    assertThat(etag).matches("\"[0-9a-f]{16}\"");

    HttpResponse<String> again = get(path, "If-None-Match", "\"other\", W/" + etag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(etag);
    String compressed =
        get(path, "Accept-Encoding", "gzip").headers().firstValue("ETag").orElseThrow();
    assertThat(compressed).as("other bytes have another tag").isNotEqualTo(etag);
    assertThat(get(path, "If-None-Match", compressed).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("may be used by every page, as what they are")
  void everyPage() {
    HttpResponse<String> file = get(base() + "chat.js", "Origin", "https://shop.example");
    assertThat(file.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(file.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(file.headers().firstValue("Cross-Origin-Resource-Policy")).contains("cross-origin");
    assertThat(file.headers().firstValue("Vary")).contains("accept-encoding");
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, true",
    "'br, gzip;q=0.5', true",
    "'gzip; q=0.000', false",
    "identity, false",
    "gzip;q=, true"
  })
  @DisplayName("are compressed for whoever takes that")
  void compressed(String accept, boolean isCompressed) {
    HttpResponse<String> file = get(base() + "chat.js", "Accept-Encoding", accept);
    assertThat(file.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(isCompressed);
    int length = Integer.parseInt(file.headers().firstValue("Content-Length").orElseThrow());
    assertThat(length < MOST_BYTES).isEqualTo(isCompressed);
  }

  @Test
  @DisplayName("are there for a page that another version's loader sent, but not to be kept")
  void otherVersion() {
    HttpResponse<String> file = get("/widget/0123456789abcdef/chat.js");

    assertThat(file.body()).isEqualTo(get(base() + "chat.js").body());
    assertThat(file.headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/widget/0123456789abcdef/none.js",
        "/widget/0123/chat.js",
        "/widget/",
        "/widget/chat.js"
      })
  @DisplayName("are nowhere else")
  void elsewhere(String path) {
    assertThat(get(path).statusCode()).isEqualTo(404);
    assertThat(get(base() + "loader.js").statusCode()).isEqualTo(404);
    assertThat(get(base() + "..%2f..%2fconf%2fparley.yaml").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("answer HEAD with what GET would say, and say which methods there are")
  void methods() {
    HttpResponse<String> head =
        http.send(http.request("/widget.js").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get("/widget.js").headers().firstValue("Content-Length"));
    HttpResponse<String> post = http.send(http.request("/widget.js").POST(BodyPublishers.noBody()));
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
  }
}
