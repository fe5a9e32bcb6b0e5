package dev.parley.widget;

import dev.parley.http.ScriptedServer;
import dev.parley.testing.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What a test of the widget needs, for each class afresh: a browser, a server, and pages. */
abstract class WithWidget {

  static final String DOMAIN = "11111111-1111-4111-8111-111111111111";

  static Browser browser;
  static ScriptedServer parley;
  static Pages pages;

  @BeforeAll
  static void startWidget() {
    browser = Browser.start();
    parley = new ScriptedServer();
    pages = new Pages();
  }

  @AfterAll
  static void stopWidget() {
    if (browser != null) {
      browser.close();
      parley.close();
      pages.close();
    }
  }

  /** What a site writes into its page. */
  static String tag(String domain, String attributes) {
    return "<script src='%s/widget.js' data-domain-id='%s' %s async></script>"
        .formatted(parley.url(), domain, attributes);
  }

  static String tag() {
    return tag(DOMAIN, "");
  }
}
