package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key and a certificate that it signed itself, made by the JDK's keytool.
 *
 * @param store both of them, as PKCS #12
 * @param certificate the same as PEM
 * @param key the same as PEM
 */
public record SelfSigned(Path store, Path certificate, Path key) {

  /** The store's password. */
  public static final String PASSWORD = "changeit";

  private static final String ALIAS = "self";

  /**
   * Makes one.
   *
   * @param folder where the files are put, by that name
   * @param host the DNS name that it is for
   */
  public static SelfSigned make(Path folder, String host) {
    SelfSigned made =
        new SelfSigned(
            folder.resolve(host + ".p12"),
            folder.resolve(host + ".crt"),
            folder.resolve(host + ".key"));
    try {
      made.generate(host);
      made.export();
    } catch (IOException | InterruptedException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return made;
  }

  private void generate(String host) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private void export() throws IOException, GeneralSecurityException {
    KeyStore both = KeyStore.getInstance("PKCS12");
    try (InputStream from = Files.newInputStream(store)) {
      both.load(from, PASSWORD.toCharArray());
    }
    write(certificate, "CERTIFICATE", both.getCertificate(ALIAS).getEncoded());
    write(key, "PRIVATE KEY", both.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
  }

  /** RFC 7468. */
  private static void write(Path file, String label, byte[] der) throws IOException {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label));
  }
}
