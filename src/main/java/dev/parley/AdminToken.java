package dev.parley;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.database.SecretFile;
import dev.parley.settings.ManagementSettings;
import dev.parley.settings.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bearer token of the admin routes: the one that was set, else one that is kept at home. */
final class AdminToken {

  private AdminToken() {}

  /**
   * Finds it, and makes the file at the first start. Blocking.
   *
   * @throws StartException when the management port is open to others and no token was set, or when
   *     what the file has is no token
   */
  static String find(ManagementSettings management, Path home) {
    if (!management.token().isEmpty()) {
      return management.token();
    }
    if (!isLoopback(management.host())) {
      throw new StartException(
          "The management port is open to others (management.host is "
              + management.host()
              + "): set PARLEY_ADMIN_TOKEN.");
    }
    Path file = home.resolve("admin-token");
    try {
      Files.createDirectories(home);
      if (!Files.exists(file)) {
        SecretFile.write(file, SecretFile.random());
      }
      return read(file);
    } catch (IOException e) {
      throw new StartException("The admin token in " + file + " cannot be read or made.", e);
    }
  }

  private static String read(Path file) throws IOException {
    String token = new String(Files.readAllBytes(file), US_ASCII).strip();
    if (!ManagementSettings.isToken(token)) {
      throw new StartException(
          "The admin token in " + file + " must be " + ManagementSettings.TOKEN_IN_WORDS + ".");
    }
    return token;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartException("management.host: there is no host " + host + ".", e);
    }
  }
}
