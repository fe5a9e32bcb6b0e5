package dev.parley.database;

import com.sun.security.auth.module.UnixSystem;
import dev.parley.settings.StartException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run. They refuse to run as root, so root hands them over: to a user
 * namespace of its own where the kernel allows that, else to an unprivileged user.
 *
 * @param prefix what is written before each command
 * @param owner to whom data and log must belong; empty is whoever runs Parley
 */
record PostgresUser(List<String> prefix, Optional<UserPrincipal> owner) {

  private static final List<String> NAMESPACE = List.of("unshare", "-U");
  private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

  /**
   * Finds the one for this machine. Whoever owns the data already keeps it.
   *
   * @param data the data folder, which need not exist
   * @throws StartException when we are root and there is no way to hand over
   */
  static PostgresUser find(Path data) throws IOException {
    if (new UnixSystem().getUid() != 0) {
      return new PostgresUser(List.of(), Optional.empty());
    }
    Optional<UserPrincipal> keeper = keeper(data);
    if (keeper.isPresent()) {
      return unprivileged(keeper.get());
    }
    if (works(Stream.concat(NAMESPACE.stream(), Stream.of("true")).toList())) {
      return new PostgresUser(NAMESPACE, Optional.empty());
    }
    return unprivileged();
  }

  /** The one for a root that may make no user namespace, as in a container. */
  static PostgresUser unprivileged() {
    return UNPRIVILEGED.stream()
        .flatMap(name -> user(name).stream())
        .findFirst()
        .map(PostgresUser::unprivileged)
        .orElseThrow(PostgresUser::noWay);
  }

  private static Optional<UserPrincipal> user(String name) {
    try {
      return Optional.of(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (IOException noSuchUser) {
      return Optional.empty();
    }
  }

  private static PostgresUser unprivileged(UserPrincipal user) {
    List<String> prefix =
        List.of(
            "setpriv", "--reuid", user.getName(), "--regid", group(user), "--clear-groups", "--");
    if (!works(Stream.concat(prefix.stream(), Stream.of("true")).toList())) {
      throw noWay();
    }
    return new PostgresUser(prefix, Optional.of(user));
  }

  private static Optional<UserPrincipal> keeper(Path data) throws IOException {
    if (!Files.exists(data)) {
      return Optional.empty();
    }
    boolean roots = Files.getAttribute(data, "unix:uid").equals(0);
    return roots ? Optional.empty() : Optional.of(Files.getOwner(data));
  }

  private static String group(UserPrincipal user) {
    Command.Result id = Command.run(List.of("id", "-g", user.getName()));
    return id.succeeded() ? id.output().strip() : user.getName();
  }

  private static boolean works(List<String> command) {
    return Command.run(command).succeeded();
  }

  private static StartException noWay() {
    return new StartException(
        "PostgreSQL refuses to run as root, and neither unshare nor setpriv can hand it over here."
            + " Run Parley as an ordinary user, or set DATABASE_URL.");
  }
}
