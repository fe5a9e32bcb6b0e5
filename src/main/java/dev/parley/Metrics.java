package dev.parley;

import dev.parley.settings.Version;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.UUID;

/** A Vert.x that counts into a registry: the HTTP server, the pools, the JVM, and which version. */
final class Metrics {

  /** A server that is moved by its name is found again after that, whatever the name's TTL. */
  private static final Duration LONGEST_TTL = Duration.ofSeconds(5);

  /**
   * Vert.x counts a request twice that is reset, and for ever one that is answered before it is
   * whole: what it gives is below 0 after a while, or far above what is there. {@code
   * parley_http_streams_open} and {@code parley_http_connections_open} are right.
   */
  private static final String WRONG = "vertx.http.server.active.requests";

  private Metrics() {}

  static Vertx vertx(PrometheusMeterRegistry registry) {
    registry.config().meterFilter(MeterFilter.denyNameStartsWith(WRONG));
    Gauge.builder("parley.build.info", () -> 1)
        .description("The version that runs")
        .tag("version", Version.TEXT)
        .register(registry);
    MicrometerMetricsOptions options =
        new MicrometerMetricsOptions()
            // Vert.x keeps registries by name, for the whole process.
            .setRegistryName("parley-" + UUID.randomUUID())
            .setJvmMetricsEnabled(true)
            // Each message of a stream would be counted several times over.
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
            .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
            .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
            .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
            .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
            // Each connection for turns would count as a pool of its own.
            .addDisabledMetricsCategory("sql");
    options.setEnabled(true);
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setMetricsOptions(options)
                .setAddressResolverOptions(names())
                .setEventLoopPoolSize(EventLoops.COUNT)
                // Else it wants a folder in the system's temporary one, which may be read-only.
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false))
                // Falls back to Java's own selectors where there is none.
                .setPreferNativeTransport(true))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  private static AddressResolverOptions names() {
    return new AddressResolverOptions()
        .setCacheMaxTimeToLive(Math.toIntExact(LONGEST_TTL.toSeconds()))
        .setHostsRefreshPeriod(Math.toIntExact(LONGEST_TTL.toMillis()));
  }
}
