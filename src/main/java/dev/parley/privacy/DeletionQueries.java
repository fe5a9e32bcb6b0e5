package dev.parley.privacy;

import java.util.List;

/** SQL by which all goes that a tenant ($1) has, at most $2 rows at a time, by look-ups alone. */
final class DeletionQueries {

  /**
   * Before each piece: it waits for nobody for long, and reads no whole table, however large a part
   * of it is thought to be the tenant's.
   */
  static final String BEFORE = "set local lock_timeout = '2s'; set local enable_seqscan = off";

  static final String DELETED_DOMAINS =
      "select id from domain where deleted_at is not null order by id";

  /** Rooms into which none is folded, or none any more. */
  static final String ROOMS =
      """
      select r.id from chat_room r
      where r.domain_id = $1
        and not exists (select from chat_room f where f.folded_into = r.id)
      order by r.id
      limit $2
      """;

  /**
   * What goes after the rooms, in this order: whoever is referred to after those who refer to him.
   * Deliveries have no other way to their tenant than by their webhooks.
   */
  static final List<String> REST =
      List.of(
          byId("visitor", "domain_id = $1 order by id"),
          byId(
              "customer c",
              "c.domain_id = $1 and not exists (select from customer m where m.merged_into = c.id)"
                  + " order by c.id"),
          """
          delete from webhook_delivery
          where id = any (array(
            select due.id
            from webhook
            cross join lateral (
              select id from webhook_delivery where webhook_id = webhook.id limit $2::integer) due
            where webhook.domain_id = $1
            limit $2::integer))
          """,
          byId("webhook", "domain_id = $1 order by id"),
          byId("knowledge", "domain_id = $1"),
          byId("visitor_code", "domain_id = $1"),
          """
          delete from code_mail
          where domain_id = $1
            and email = any (array(select email from code_mail where domain_id = $1 limit $2::integer))
          """,
          byId("erasure", "domain_id = $1 order by id"));

  /**
   * The tenant itself, with its secrets. Fails as long as somebody refers to it; passages do not,
   * but none are loaded any more.
   */
  static final String DOMAIN = "delete from domain where id = $1 and deleted_at is not null";

  private static String byId(String table, String which) {
    return """
    delete from %1$s
    where id = any (array(select id from %2$s where %3$s limit $2::integer))
    """
        .formatted(table.split(" ", -1)[0], table, which);
  }

  private DeletionQueries() {}
}
