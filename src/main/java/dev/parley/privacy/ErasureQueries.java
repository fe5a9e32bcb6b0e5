package dev.parley.privacy;

/** SQL of erasures. Locks are taken in the order of a turn: customers, visitors, rooms. */
final class ErasureQueries {

  /** Nobody waits long for an erasure, and it waits for nobody for long. */
  static final String LOCK_TIMEOUT = "set local lock_timeout = '2s'";

  /** For the addresses $2, and of the visitors $3. Before all else, as where a code is used. */
  static final String DELETE_CODES =
      """
      delete from visitor_code
      where domain_id = $1
        and (email = any($2::text[])
             or secret_sha256 in (select secret_sha256 from visitor where id = any($3::uuid[])))
      """;

  /** To the mailboxes $2. */
  static final String FORGET_MAILS =
      "delete from code_mail where domain_id = $1 and email = any($2::text[])";

  /**
   * From here on nobody becomes a visitor of theirs, and no room theirs: both refer to the
   * customer.
   */
  static final String LOCK_CUSTOMERS =
      "select id from customer where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  static final String LOCK_VISITORS =
      "select id from visitor where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  /** From here on nothing is said in them: each message refers to its room. */
  static final String LOCK_ROOMS =
      "select id from chat_room where domain_id = $1 and id = any($2::uuid[]) order by id for update";

  /** Rooms of others in which the visitors $2 said something, when they were taken for those. */
  static final String VISITED_ROOMS =
      """
      select distinct room_id as id from chat_message
      where domain_id = $1 and visitor_id = any($2::uuid[])
      """;

  /** At most $3 messages of the rooms $2. */
  static final String DELETE_MESSAGES_OF_ROOMS =
      """
      delete from chat_message
      where id = any (array(
        select id from chat_message where domain_id = $1 and room_id = any($2::uuid[]) limit $3))
      """;

  /**
   * At most $3 messages of the visitors $2, whose references no foreign key guards. Those that are
   * verified stay: his own went with his rooms, and in another's he was verified as that one.
   */
  static final String DELETE_MESSAGES_OF_VISITORS =
      """
      delete from chat_message
      where id = any (array(
        select id from chat_message
        where domain_id = $1 and visitor_id = any($2::uuid[]) and not verified
        limit $3))
      """;

  /**
   * Of the visitors $2, who are there no more or forgotten: what was stored all the same. What one
   * who is forgotten said when he was verified as another is that other's.
   */
  static final String DELETE_MESSAGES_OF_NOBODY =
      """
      delete from chat_message m
      where m.domain_id = $1 and m.visitor_id = any($2::uuid[])
        and (not m.verified or not exists (select from visitor v where v.id = m.visitor_id))
      """;

  /** Of the rooms $2 those into which none is folded, or none any more. */
  static final String DELETE_ROOMS_WITHOUT_PARTS =
      """
      delete from chat_room r
      where r.domain_id = $1 and r.id = any($2::uuid[])
        and not exists (select from chat_room f where f.folded_into = r.id)
      """;

  /** Fails when a room is folded into one of the rooms $2 that is none of them. */
  static final String DELETE_ROOMS =
      "delete from chat_room where domain_id = $1 and id = any($2::uuid[])";

  static final String DELETE_VISITORS =
      """
      delete from visitor v
      where v.domain_id = $1 and v.id = any($2::uuid[])
        and not exists (select from chat_room r where r.domain_id = $1 and r.visitor_id = v.id)
        and not exists (select from chat_message m where m.visitor_id = v.id)
      """;

  /**
   * Of those who opened a room that is another's, or were verified as another there, what is left
   * is an id without a secret.
   */
  static final String FORGET_VISITORS =
      """
      update visitor
      set customer_id = null, verified = false,
          secret_sha256 = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
      where domain_id = $1 and id = any($2::uuid[])
      """;

  static final String DELETE_CUSTOMERS =
      "delete from customer where domain_id = $1 and id = any($2::uuid[])";

  static final String RECORD =
      """
      insert into erasure (id, domain_id, customers, visitors, rooms, messages, mentions)
      values ($1, $2, $3, $4, $5, $6, $7)
      returning *
      """;

  /** $2 more messages were found. */
  static final String RECORD_MENTIONS =
      "update erasure set mentions = mentions + $2 where id = $1 returning *";

  /** Erasures before $2, at most $3, newest first. */
  static final String ERASURES =
      """
      select * from erasure
      where domain_id = $1 and ($2::uuid is null or id < $2)
      order by id desc
      limit $3
      """;

  private ErasureQueries() {}
}
