package dev.parley.testing;

/**
 * A tenant whose tables are large enough for PostgreSQL to plan as it does in production: 20,000
 * verified customers, each with a visitor, a room and one message in it.
 */
public final class ManyCustomers {

  public static final String DOMAIN = "00000000-0000-4000-8000-000000000001";

  private static final String EACH_WITH_A_MESSAGE =
      """
      with made as (
        insert into customer (id, domain_id, email, email_typed)
        select gen_random_uuid(), '%1$s', 'c' || i || '@example.com', '' from generate_series(1, 20000) as i
        returning id
      ), known as (
        insert into visitor (id, domain_id, secret_sha256, customer_id, verified)
        select gen_random_uuid(), '%1$s', sha256(id::text::bytea), id, true from made
        returning id, customer_id
      ), room as (
        insert into chat_room (id, domain_id, customer_id, visitor_id)
        select gen_random_uuid(), '%1$s', customer_id, id from known
        returning id, visitor_id
      )
      insert into chat_message (id, domain_id, room_id, visitor_id, turn_id, role, body, status)
      select turn, '%1$s', room.id, visitor_id, turn, 'user', 'Hello', 'complete'
      from room, lateral (select gen_random_uuid() as turn where room.id is not null) as made
      """
          .formatted(DOMAIN);

  private ManyCustomers() {}

  /** A database of its own with all of them, analysed. */
  public static TestDatabase create() {
    TestDatabase database = TestDatabase.create();
    database.execute("insert into domain (id, name) values ('%s', 'a')".formatted(DOMAIN));
    database.execute(EACH_WITH_A_MESSAGE);
    database.execute("analyze");
    return database;
  }
}
