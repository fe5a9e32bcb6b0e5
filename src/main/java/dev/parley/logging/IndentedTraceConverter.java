package dev.parley.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.regex.Pattern;

/**
 * The stack trace of an event, each line indented: what stands in the message of an exception, a
 * visitor may have written.
 */
public final class IndentedTraceConverter extends ThrowableProxyConverter {

  private static final Pattern LINES = Pattern.compile("(?m)^(?=.)");

  @Override
  protected String throwableProxyToString(IThrowableProxy thrown) {
    return LINES.matcher(super.throwableProxyToString(thrown)).replaceAll("    ");
  }
}
