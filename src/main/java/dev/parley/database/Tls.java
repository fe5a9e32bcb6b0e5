package dev.parley.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What {@code sslmode} means, the same for both clients, and the same as for psql: up to {@code
 * require} the connection is encrypted but nobody is checked, unless a root certificate is given;
 * {@code allow} and {@code prefer} promise nothing, and JDBC checks nobody there.
 */
final class Tls {

  private Tls() {}

  static PgConnectOptions apply(DatabaseUrl url, PgConnectOptions options) {
    return switch (url.sslMode()) {
      case DISABLE -> options;
      case ALLOW, PREFER, REQUIRE ->
          options.setSslOptions(url.rootCertificate().isPresent() ? checked(url, "") : unchecked());
      case VERIFY_CA -> options.setSslOptions(checked(url, ""));
      case VERIFY_FULL -> options.setSslOptions(checked(url, "HTTPS"));
    };
  }

  static DataSource apply(DatabaseUrl url, PGSimpleDataSource source) {
    SslMode mode = url.sslMode();
    if (mode == SslMode.REQUIRE && url.rootCertificate().isPresent()) {
      mode = SslMode.VERIFY_CA; // by itself, this driver would not look at the certificate
    }
    source.setSslMode(mode.value);
    url.rootCertificate().ifPresent(path -> source.setSslRootCert(path.toString()));
    boolean checked = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
    if (checked && url.rootCertificate().isEmpty()) {
      source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return source;
  }

  private static ClientSSLOptions unchecked() {
    return new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm("");
  }

  private static ClientSSLOptions checked(DatabaseUrl url, String hostNameCheck) {
    TrustOptions trust =
        url.rootCertificate()
            .<TrustOptions>map(path -> new PemTrustOptions().addCertPath(path.toString()))
            .orElseGet(Tls::whomJavaTrusts);
    return new ClientSSLOptions()
        .setTrustOptions(trust)
        .setHostnameVerificationAlgorithm(hostNameCheck);
  }

  private static TrustOptions whomJavaTrusts() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .map(TrustOptions::wrap)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no trust store", e);
    }
  }
}
