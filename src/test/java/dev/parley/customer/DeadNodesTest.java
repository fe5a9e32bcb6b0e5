package dev.parley.customer;

import static dev.parley.testing.Await.await;
import static org.awaitility.Awaitility.await;

import dev.parley.database.Connector;
import dev.parley.testing.TcpProxy;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who looks after dead processes")
class DeadNodesTest {

  private static final DeadNodes.Rhythm QUICK =
      new DeadNodes.Rhythm(Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofMillis(900));

  private static final String DIES =
      "INSERT INTO node (oldest_open) VALUES ('00000000-0000-0000-0000-000000000000')";

  @Test
  @DisplayName("closes them also when his own connection is half open")
  void halfOpen() {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create();
        TcpProxy network =
            TcpProxy.before(
                database.connectOptions().getHost(), database.connectOptions().getPort())) {
      Lane lane =
          new Lane(
              vertx,
              Connector.to(database.connectOptions().setHost("127.0.0.1").setPort(network.port())));
      new DeadNodes(vertx, lane, () -> 0, QUICK).watch();
      database.execute(DIES);
      await().until(() -> isClosed(database));

      network.set(TcpProxy.Mode.SILENT);
      database.execute(DIES);
      await().until(() -> network.hasSwallowed());
      network.set(TcpProxy.Mode.OPEN);

      await().until(() -> isClosed(database));
    } finally {
      await(vertx.close());
    }
  }

  private static boolean isClosed(TestDatabase database) {
    return database.queryText("SELECT count(*) FROM node").equals("0");
  }
}
