package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    Matcher base = Pattern.compile("\"(widget/[0-9a-f]{16}/)\"").matcher(get("/widget.js").body());
    assertThat(base.find()).isTrue();
    return "/" + base.group(1);
  }

  private static List<String> files() {
    Matcher files = Pattern.compile("\\[(\"[^\\]]+\")]").matcher(get("/widget.js").body());
    assertThat(files.find()).isTrue();
    return List.of(files.group(1).replace("\"", "").split(","));
  }

  @Test
  @DisplayName("are all named by the loader, there, and 15 KB at most, compressed")
  void size() throws IOException {
    int bytes = gzipped(get("/widget.js").body());
    for (String file : files()) {
      HttpResponse<String> response = get(base() + file);
      assertThat(response.statusCode()).as(file).isEqualTo(200);
      bytes += gzipped(response.body());
    }
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
  @DisplayName(
      "are the whole folder, and name no other one: nothing is loaded that the loader does not know")
  void whole() throws IOException {
    Path folder = Path.of("src", "main", "resources", "widget");
    try (Stream<Path> sources = Files.list(folder)) {
      assertThat(sources.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("loader.js"), files().stream()).toList());
    }
    for (String file : files()) {
      Matcher named =
          Pattern.compile("[\"'](?:\\./)?([a-z-]+\\.(?:js|css))[\"']")
              .matcher(get(base() + file).body());
      while (named.find()) {
        assertThat(files()).contains(named.group(1));
      }
    }
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
  @ValueSource(strings = {"/widget.js", "chat.js", "chat.css"})
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

  @ParameterizedTest
  @CsvSource({"chat.js, text/javascript; charset=utf-8", "chat.css, text/css; charset=utf-8"})
  @DisplayName("may be used by every page, as what they are")
  void everyPage(String name, String type) {
    HttpResponse<String> file = get(base() + name, "Origin", "https://shop.example");
    assertThat(file.headers().firstValue("Content-Type")).contains(type);
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
    HttpResponse<String> file = get(base() + "chat.css", "Accept-Encoding", accept);
    assertThat(file.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(isCompressed);
    int length = Integer.parseInt(file.headers().firstValue("Content-Length").orElseThrow());
    assertThat(length < 3000).isEqualTo(isCompressed);
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
