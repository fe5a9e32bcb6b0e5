package dev.parley.database;

import dev.parley.settings.StartException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLState;

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

  /**
   * Looks whether the root certificate is there, which neither client does before it is connected.
   *
   * @throws StartException when it is not, or is none
   */
  static void checkRootCertificate(DatabaseUrl url) {
    if (url.sslMode() != SslMode.DISABLE) {
      url.rootCertificate().ifPresent(Tls::checkRootCertificate);
    }
  }

  private static void checkRootCertificate(Path file) {
    try (InputStream text = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(text).isEmpty()) {
        throw new CertificateException("it has none");
      }
    } catch (IOException | CertificateException e) {
      throw new StartException(
          "DATABASE_URL has sslrootcert=%s, which is no certificate that can be read (%s)."
              .formatted(file, String.valueOf(e).replaceAll("\\s+", " ")),
          e);
    }
  }

  /**
   * Whether a server has no TLS that has to have it. Of several, another one may have it. By its
   * text, since its SQLSTATE is that of other refusals, too; in whatever language the driver
   * speaks.
   */
  static boolean isMissing(DatabaseUrl url, SQLException refused) {
    return url.servers().size() == 1
        && PSQLState.CONNECTION_REJECTED.getState().equals(refused.getSQLState())
        && GT.tr("The server does not support SSL.").equals(refused.getMessage());
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
