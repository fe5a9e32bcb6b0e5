package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Debian's Chromium, without a window. Needs chromium and chromium-driver; {@code
 * PARLEY_BROWSER=required} says that a machine has them.
 */
public final class Browser implements AutoCloseable {

  private static final OptionalTool CHROMIUM =
      new OptionalTool("PARLEY_BROWSER", "chromium and chromedriver");

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one with an empty profile. */
  public static Browser start(String... arguments) {
    Path chromium = find("chromium", "chromium-browser", "google-chrome");
    Path driver = find("chromedriver");
    CHROMIUM.require(chromium != null, "there is no chromium");
    CHROMIUM.require(driver != null, "there is no chromedriver");
    ChromeOptions options = new ChromeOptions().setBinary(chromium.toFile());
    // As root there is no sandbox, and a container's /dev/shm is small.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--window-size=1280,900", "--hide-scrollbars", "--lang=en");
    // Where nothing moves, nothing is drawn again and again beside the tests that wait.
    options.addArguments("--force-prefers-reduced-motion");
    options.addArguments(arguments);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver started = new ChromeDriver(service, options);
    started.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
    return new Browser(started);
  }

  private static Path find(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":", -1))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  public ChromeDriver driver() {
    return driver;
  }

  public void open(String url) {
    driver.get(url);
  }

  /** Opens a page as somebody who was never there. */
  public void openAfresh(String url) {
    open("about:blank");
    URI origin = URI.create(url).resolve("/");
    tell("Storage.clearDataForOrigin", Map.of("origin", origin.toString(), "storageTypes", "all"));
    open(url);
  }

  /** Runs JavaScript in the page; its result, as Selenium has it. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Speaks with Chromium itself (the DevTools protocol). */
  public void tell(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  /** As if the network were gone, or back. */
  public void offline(boolean isOffline) {
    tell("Network.enable", Map.of());
    tell(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline", isOffline,
            "latency", 0,
            "downloadThroughput", -1,
            "uploadThroughput", -1));
  }

  /** A window, or a phone, of that size. */
  public void size(int width, int height, boolean isPhone) {
    tell(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            height,
            "deviceScaleFactor",
            isPhone ? 2 : 1,
            "mobile",
            isPhone));
  }

  /** What the system prefers, such as {@code prefers-color-scheme: dark}. */
  public void prefer(String feature, String value) {
    tell(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Keeps what is seen, for a person to look at. */
  public void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } catch (WebDriverException gone) {
      // then it is closed
    }
  }
}
