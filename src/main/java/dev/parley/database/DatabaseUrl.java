package dev.parley.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.settings.StartException;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a database is, and as whom: what {@code postgresql://…} says (PostgreSQL's manual, section
 * "Connection URIs"), for the Vert.x client and for JDBC.
 *
 * @param user who logs in
 * @param password his password; may be empty
 * @param servers where it may be, in the order in which they are tried; at least one
 * @param target which of them will do
 * @param database the name of the database
 * @param sslMode whether TLS is used, and what is checked
 * @param rootCertificate whom to trust; empty trusts whom Java trusts
 * @param parameters what the server is told at the start of a session
 */
public record DatabaseUrl(
    String user,
    String password,
    List<ServerAddress> servers,
    TargetSession target,
    String database,
    SslMode sslMode,
    Optional<Path> rootCertificate,
    Map<String, String> parameters) {

  private static final Pattern FORM =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^/?]*))?@)?"
              + "(?<servers>[^/?@]*)"
              + "(?:/(?<database>[^/?]*))?(?:\\?(?<query>.*))?");

  /** With each of several servers, of which another one may do. */
  private static final Duration JDBC_PATIENCE = Duration.ofSeconds(5);

  /** With the only one; a server that is busy may take a while to greet. */
  private static final Duration JDBC_PATIENCE_WITH_ONE = Duration.ofSeconds(10);

  /**
   * Reads a URL.
   *
   * @throws StartException when it is wrong; its text bears no password
   */
  public static DatabaseUrl parse(String url) {
    Matcher parts = FORM.matcher(url.strip());
    if (!parts.matches()) {
      throw wrong(
          "must look like postgresql://user:password@host:5432/database, with %40 for an @ in the password, %2F for a /, %3A for a :");
    }
    String user = decode("user", parts.group("user"));
    if (user.isEmpty()) {
      throw wrong("names no user");
    }
    String database = decode("database", parts.group("database"));
    UrlQuery query = UrlQuery.parse(parts.group("query"));
    List<ServerAddress> servers = ServerAddress.parseAll(parts.group("servers"));
    return new DatabaseUrl(
        user,
        decode("password", parts.group("password")),
        servers,
        query.target().orElseGet(() -> usualTarget(servers)),
        database.isEmpty() ? user : database,
        query.sslMode(),
        query.rootCertificate(),
        query.sessionParameters());
  }

  static DatabaseUrl loopback(int port, String user, String password, String database) {
    return new DatabaseUrl(
        user,
        password,
        List.of(new ServerAddress("127.0.0.1", port)),
        TargetSession.ANY,
        database,
        SslMode.DISABLE,
        Optional.empty(),
        Map.of());
  }

  /** Another database of the same server. */
  public DatabaseUrl withDatabase(String other) {
    return new DatabaseUrl(
        user, password, servers, target, other, sslMode, rootCertificate, parameters);
  }

  /** The first server's host. */
  public String host() {
    return servers.get(0).host();
  }

  /** The first server's port. */
  public int port() {
    return servers.get(0).port();
  }

  /** Of several, only one that writes is of use; the only one is taken as it is. */
  private static TargetSession usualTarget(List<ServerAddress> servers) {
    return servers.size() > 1 ? TargetSession.READ_WRITE : TargetSession.ANY;
  }

  /** Whether a server has to be chosen, or at least asked whether it will do. */
  boolean isChoosy() {
    return servers.size() > 1 || target != TargetSession.ANY;
  }

  /** As a URL again, with the password. */
  public String toUrl() {
    StringBuilder url = new StringBuilder("postgresql://").append(encode(user));
    if (!password.isEmpty()) {
      url.append(':').append(encode(password));
    }
    url.append('@').append(places()).append('/').append(encode(database));
    url.append("?sslmode=").append(sslMode.value);
    if (target != usualTarget(servers)) {
      url.append('&').append(UrlQuery.TARGET).append('=').append(target.label());
    }
    rootCertificate.ifPresent(path -> url.append("&sslrootcert=").append(encode(path.toString())));
    parameters.forEach(
        (name, value) -> url.append('&').append(name).append('=').append(encode(value)));
    return url.toString();
  }

  private String places() {
    return servers.stream().map(ServerAddress::toString).collect(Collectors.joining(","));
  }

  /**
   * For the Vert.x client, which is told the first server. What our statements rely on is asked for
   * in each session: a role or a database may have other defaults, made for other programs.
   */
  public PgConnectOptions connectOptions() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(host())
            .setPort(port())
            .setUser(user)
            .setPassword(password)
            .setDatabase(database)
            .setSslMode(sslMode)
            .addProperty("application_name", "parley")
            .addProperty("search_path", "public") // where the migrations make everything
            .addProperty("default_transaction_isolation", "read committed")
            .addProperty("standard_conforming_strings", "on")
            // The client logs each notice, and a stranger's words can cause them.
            .addProperty("client_min_messages", "warning");
    parameters.forEach(options::addProperty);
    return Tls.apply(this, options);
  }

  /** For JDBC, which opens a connection at each call. */
  public DataSource dataSource() {
    Duration patience = isChoosy() ? JDBC_PATIENCE : JDBC_PATIENCE_WITH_ONE;
    PGSimpleDataSource source = new JdbcSource(patience);
    source.setServerNames(servers.stream().map(ServerAddress::host).toArray(String[]::new));
    source.setPortNumbers(servers.stream().mapToInt(ServerAddress::port).toArray());
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName(parameters.getOrDefault("application_name", "parley"));
    Optional.ofNullable(parameters.get("options")).ifPresent(source::setOptions);
    if (isChoosy()) {
      // To this driver, a primary is what takes writes.
      source.setTargetServerType(target == TargetSession.ANY ? "any" : "primary");
    }
    return Tls.apply(this, source);
  }

  Connection openJdbc() throws SQLException {
    return dataSource().getConnection();
  }

  /** Where it is, without the password. */
  @Override
  public String toString() {
    return user + "@" + places() + "/" + database;
  }

  static String decode(String part, String encoded) {
    if (encoded == null) {
      return "";
    }
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("has a broken percent sign in its " + part + "; a percent sign itself is %25");
    }
  }

  private static String encode(String plain) {
    return URLEncoder.encode(plain, UTF_8).replace("+", "%20");
  }

  static StartException wrong(String why) {
    return new StartException("DATABASE_URL " + why + ".");
  }
}
