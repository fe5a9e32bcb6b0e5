package dev.parley.bus;

import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.RoomPage.RoomView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A customer with what belongs to him.
 *
 * @param customer himself
 * @param merged those who were merged into him, the newest {@value #MOST}
 * @param visitors who are taken for him, the newest {@value #MOST}
 * @param rooms his rooms and those that were folded into them, the newest {@value #MOST}
 */
public record CustomerDetail(
    CustomerView customer,
    List<CustomerView> merged,
    List<VisitorView> visitors,
    List<RoomView> rooms) {

  /** How many of each there are at most. */
  public static final int MOST = 100;

  /**
   * @param id the visitor
   * @param verified whether he proved that the address is his
   * @param createdAt when he first came
   */
  public record VisitorView(UUID id, boolean verified, Instant createdAt) {}
}
