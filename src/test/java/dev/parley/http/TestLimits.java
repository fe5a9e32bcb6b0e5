package dev.parley.http;

import dev.parley.settings.LimitSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Limits so high that nobody meets them, but for those that a test names. */
final class TestLimits {

  private static final int HIGH = 1_000_000_000;
  private static final int MANY = 1_000_000;

  private final Map<String, Double> named = new HashMap<>();
  private boolean enabled = true;

  static TestLimits on() {
    return new TestLimits();
  }

  static LimitSettings off() {
    return off(limits -> limits);
  }

  static LimitSettings off(UnaryOperator<TestLimits> settings) {
    TestLimits limits = settings.apply(new TestLimits());
    limits.enabled = false;
    return limits.settings();
  }

  TestLimits with(String setting, double value) {
    named.put(setting, value);
    return this;
  }

  /** A bucket: its two settings begin alike. */
  TestLimits with(String bucket, int burst, double perMinute) {
    return with(bucket + "Burst", burst).with(bucket + "PerMinute", perMinute);
  }

  LimitSettings settings() {
    LimitSettings settings =
        new LimitSettings(
            enabled,
            burst("visitor"),
            perMinute("visitor"),
            burst("visitorTokens"),
            perMinute("visitorTokens"),
            burst("ip"),
            perMinute("ip"),
            burst("ipTokens"),
            perMinute("ipTokens"),
            burst("ipRequests"),
            perMinute("ipRequests"),
            burst("domain"),
            perMinute("domain"),
            burst("domainTokens"),
            perMinute("domainTokens"),
            burst("codesPerIp"),
            perMinute("codesPerIp"),
            most("maxStreamsPerVisitor"),
            most("maxStreamsPerIp"),
            most("maxStreams"),
            most("maxConnectionsPerIp"),
            most("maxConnections"));
    if (!named.isEmpty()) {
      throw new IllegalArgumentException("there is no " + named.keySet());
    }
    return settings;
  }

  private int burst(String bucket) {
    return take(bucket + "Burst", HIGH).intValue();
  }

  private double perMinute(String bucket) {
    return take(bucket + "PerMinute", HIGH);
  }

  private int most(String setting) {
    return take(setting, MANY).intValue();
  }

  private Double take(String setting, double otherwise) {
    Double value = named.remove(setting);
    return value == null ? Double.valueOf(otherwise) : value;
  }
}
