package dev.parley.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What RFC 9112 forbids in a request's head and Netty lets pass. Whatever another server might read
 * otherwise than we do is refused, since a proxy may stand between.
 */
final class RequestHead {

  /** Requests are counted by their method, so nobody may make up one after the other. */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.CONNECT);

  private static final int PORT_DIGITS = 5;

  private RequestHead() {}

  /** Whether the head of a request that Netty could read is one that we can answer. */
  static boolean isWellFormed(HttpRequest request) {
    return METHODS.contains(request.method())
        && isKnown(request.protocolVersion())
        && hasNoControls(request.uri())
        && areWellFormed(request.headers().iteratorCharSequence());
  }

  /** Section 2.3. Of HTTP/2 there is no prior knowledge here. Vert.x compares them so, too. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isKnown(HttpVersion version) {
    return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
  }

  /** Section 3.2. Letters beyond ASCII are no URI either, but browsers of old send them. */
  private static boolean hasNoControls(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** What may stand in a host's name, or in an address in brackets, as RFC 3986 has it. */
  private static final String OF_HOST = "-._~!$&'()*+,;=";

  /**
   * Sections 3.2 (one Host, of one form), 5.1 (no empty name) and 6.1 (no encoding but chunked).
   */
  private static boolean areWellFormed(Iterator<Map.Entry<CharSequence, CharSequence>> headers) {
    boolean hasHost = false;
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      CharSequence name = header.getKey();
      if (AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.HOST)) {
        if (hasHost || !isHost(header.getValue())) {
          return false;
        }
        hasHost = true;
      } else if (name.length() == 0 || isUnknownEncoding(name, header.getValue())) {
        return false;
      }
    }
    return true;
  }

  /**
   * RFC 3986, section 3.2.2, and a port. Percent-encoded octets are none here: no resolver knows
   * them, and Vert.x falls over them.
   */
  static boolean isHost(CharSequence host) {
    int end = host.length();
    int colon = end;
    while (colon > 0 && isDigit(host.charAt(colon - 1))) {
      colon--;
    }
    boolean hasPort = colon > 0 && host.charAt(colon - 1) == ':' && end - colon <= PORT_DIGITS;
    return isName(hasPort ? host.subSequence(0, colon - 1) : host);
  }

  private static boolean isName(CharSequence name) {
    int length = name.length();
    if (length > 1 && name.charAt(0) == '[' && name.charAt(length - 1) == ']') {
      return name.chars().skip(1).limit(length - 2).allMatch(c -> c == ':' || isOfName(c));
    }
    for (int i = 0; i < length; i++) {
      if (!isOfName(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(int c) {
    return isDigit(c)
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || OF_HOST.indexOf(c) >= 0;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isUnknownEncoding(CharSequence name, CharSequence value) {
    return AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.TRANSFER_ENCODING)
        && !AsciiString.contentEqualsIgnoreCase(value, HttpHeaderValues.CHUNKED);
  }
}
