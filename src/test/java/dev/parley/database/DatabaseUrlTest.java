package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.settings.StartException;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("A database URL")
class DatabaseUrlTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://ann:secret@db.example.com:6543/chat, ann, secret, db.example.com, 6543, chat",
    "postgres://ann:secret@db/chat, ann, secret, db, 5432, chat",
    "postgresql://ann@db, ann, '', db, 5432, ann",
    "postgresql://ann:s%40%2F%25+%C3%A4@db/ch%20at, ann, s@/%+ä, db, 5432, ch at",
    "postgresql://ann:a@b:c@db/chat, ann, a@b:c, db, 5432, chat",
    "'postgresql://ann:x@[::1]:6543/chat', ann, x, ::1, 6543, chat"
  })
  @DisplayName("names user, password, host, port and database")
  void parts(String url, String user, String password, String host, int port, String database) {
    PgConnectOptions options = DatabaseUrl.parse(url).connectOptions();
    assertThat(options.getUser()).isEqualTo(user);
    assertThat(options.getPassword()).isEqualTo(password);
    assertThat(options.getHost()).isEqualTo(host);
    assertThat(options.getPort()).isEqualTo(port);
    assertThat(options.getDatabase()).isEqualTo(database);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "db1:6543,db2:6544; db1:6543 db2:6544",
        "db1,db2:6543; db1:5432 db2:6543",
        "db1:6543,db2; db1:6543 db2:5432",
        "[::1],[fe80::2]:6543,10.0.0.3; [::1]:5432 [fe80::2]:6543 10.0.0.3:5432"
      })
  @DisplayName("may name several servers, each with its port or without, of which one that writes")
  void servers(String places, String expected) {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://ann:a@b,c@" + places + "/chat");
    assertThat(url.servers()).map(ServerAddress::toString).containsExactly(expected.split(" "));
    assertThat(url.password()).isEqualTo("a@b,c");
    assertThat(url.target()).isEqualTo(TargetSession.READ_WRITE);
    assertThat(DatabaseUrl.parse(url.toUrl())).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({"any, ANY, any", "primary, PRIMARY, primary", "read-write, READ_WRITE, primary"})
  @DisplayName("says which server will do, for both clients")
  void targets(String label, TargetSession target, String ofJdbc) {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://ann@a,b:1/chat?target_session_attrs=" + label);
    assertThat(url.target()).isEqualTo(target);
    assertThat(DatabaseUrl.parse(url.toUrl())).isEqualTo(url);
    PGSimpleDataSource jdbc = (PGSimpleDataSource) url.dataSource();
    assertThat(jdbc.getServerNames()).containsExactly("a", "b");
    assertThat(jdbc.getPortNumbers()).containsExactly(5432, 1);
    assertThat(jdbc.getTargetServerType()).hasToString(ofJdbc);
  }

  @Test
  @DisplayName("that names one server takes it as it is, unless it says otherwise")
  void oneServer() {
    assertThat(DatabaseUrl.parse("postgresql://ann@db/chat").isChoosy()).isFalse();
    assertThat(
            DatabaseUrl.parse("postgresql://ann@db/chat?target_session_attrs=primary").isChoosy())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
  @DisplayName("has every sslmode of PostgreSQL, for both clients")
  void sslModes(String mode) {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://ann@db/chat?sslmode=" + mode);
    PgConnectOptions options = url.connectOptions();
    assertThat(options.getSslMode()).isEqualTo(SslMode.of(mode));
    if (mode.equals("verify-full")) {
      assertThat(options.getSslOptions().getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
    }
    if (mode.startsWith("verify")) {
      assertThat(options.getSslOptions().isTrustAll()).isFalse();
    }
    assertThat(url.dataSource()).isNotNull();
  }

  @Test
  @DisplayName("passes session parameters on, and leaves aside what only other clients know")
  void parameters() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://ann@db/chat?application_name=chat%20server&channel_binding=prefer"
                + "&sslmode=verify-ca&sslrootcert=/etc/ca.pem");
    assertThat(url.connectOptions().getProperties())
        .containsEntry("application_name", "chat server")
        .doesNotContainKey("channel_binding");
    assertThat(url.rootCertificate()).contains(Path.of("/etc/ca.pem"));
  }

  @Test
  @DisplayName("asks for no notices, each of which would be a line of the log")
  void noNotices() {
    assertThat(DatabaseUrl.parse("postgresql://ann@db/chat").connectOptions().getProperties())
        .containsEntry("client_min_messages", "warning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&sslmode=verify-full"})
  @DisplayName("with the system's root certificates is checked in full")
  void systemRoots(String mode) {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://ann@db/chat?sslrootcert=system" + mode);
    assertThat(url.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(url.connectOptions().getSslOptions().isTrustAll()).isFalse();
    assertThat(url.rootCertificate()).isEmpty();
  }

  @Test
  @DisplayName("stays the same when it is written down and read again")
  void roundTrip() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://a%3An:p%40%2F%3F+%25@[::1]:1/d%2Fb?application_name=x%26y");
    assertThat(DatabaseUrl.parse(url.toUrl())).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://ann:hush@db/chat, must look like postgresql://user:password@host:5432/database",
    "postgresql://ann:hush@:5432/chat, names no host",
    "postgresql://:hush@db/chat, names no user",
    "postgresql://ann:hush@db:70000/chat, has port 70000",
    "'postgresql://ann:hush@db1,db2:0/chat', has port 0; a port is 1 to 65535",
    "'postgresql://ann:hush@db1,,db3/chat', names no host",
    "'postgresql://ann:hush@db1,/chat', names no host",
    "'postgresql://ann:hush@db1,fe80::1/chat', has a server that is not host:port; IPv6",
    "postgresql://ann:hush@db:/chat, has a server that is not host:port",
    "'postgresql://ann:hush@a,b/chat?target_session_attrs=standby', has target_session_attrs=standby; allowed are read-write",
    "'postgresql://ann:hush@a/chat?target_session_attrs=', has target_session_attrs=; allowed",
    "postgresql://ann:hush@db/chat?channel_binding=require, has channel_binding=require",
    "postgresql://ann:hush@db/chat?gssencmode=require, has gssencmode=require",
    "postgresql://ann:hush@db/chat?sslmode=require&sslrootcert=system, has sslrootcert=system",
    "postgresql://ann:hush%zz@db/chat, has a broken percent sign in its password",
    "postgresql://ann:hush@db/chat?sslmode=maybe, has sslmode=maybe; allowed are disable",
    "postgresql://ann:hush@db/chat?colour=red, has an unknown parameter colour"
  })
  @DisplayName("that is wrong is refused in one line, which never shows the password")
  void wrong(String url, String message) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("DATABASE_URL " + message)
        .hasMessageNotContaining("hush");
    assertThat(DatabaseUrl.parse("postgresql://ann:hush@db/chat").toString())
        .doesNotContain("hush");
  }
}
