package dev.parley.bus;

/**
 * Every address of the event bus: what is sent to it, who answers, and which {@link Failure}s it
 * can give beside {@link Failure#UNAVAILABLE} (nobody answers) and {@link Failure#INTERNAL}.
 */
public final class Addresses {

  /**
   * A visitor's message comes in. The reply means that it is stored: customer, room, visitor and
   * message are committed. Answered by the customer verticle.
   *
   * <p>The same key from the same visitor is the same turn: it is stored once, and comes back as
   * {@linkplain TurnOpened#repeated() repeated}.
   *
   * <p>Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#OVERLOADED} (the queue is full),
   * {@link Failure#KEY_REUSED} (the key came with another message), {@link Failure#UNPROVEN} (its
   * proof does not hold).
   */
  public static final Address<Turn, TurnOpened> CHAT_TURN = new Address<>("chat.turn");

  /**
   * A visitor names a turn of his, or, once he is verified, one of his customer's room. Answered by
   * the customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_FOUND}, alike for a turn that does not exist and for one of
   * somebody else.
   */
  public static final Address<FindTurn, TurnOpened> CHAT_FIND = new Address<>("chat.find");

  /**
   * The last turn of a visitor whose key begins in some way. Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_FOUND}.
   */
  public static final Address<FindLatestTurn, TurnOpened> CHAT_FIND_LATEST =
      new Address<>("chat.find.latest");

  /**
   * What was said, as far as the visitor may read it: in his own visits, and in all of his
   * customer's room once he is verified. Empty for a visitor who never came. Answered by the
   * customer verticle.
   *
   * <p>Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#UNPROVEN}, {@link
   * Failure#TOO_MUCH_AT_ONCE} (four pages are being read for him).
   */
  public static final Address<ReadHistory, HistoryPage> CHAT_HISTORY =
      new Address<>("chat.history");

  /**
   * A visitor signs out. The reply is the same whether he was known or not. Answered by the
   * customer verticle.
   */
  public static final Address<ResetVisitor, VisitorReset> CHAT_RESET = new Address<>("chat.reset");

  /**
   * A visitor wants a code by mail, by which he proves his address. The reply says nothing of the
   * address; the mail goes out after it. A new code takes the place of the visitor's one before.
   * Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_OFFERED} (there is no mail server), {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<RequestCode, CodeRequested> VISITOR_CODE =
      new Address<>("visitor.code");

  /**
   * A visitor brings his code. The reply means that he is verified as the address that it was
   * mailed to, as by a turn with a {@link Proof}. Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_OFFERED}, {@link Failure#UNPROVEN} (the code is wrong, too old,
   * used, replaced, or was tried too often; which of them is not told).
   */
  public static final Address<VerifyCode, CodeVerified> VISITOR_VERIFY =
      new Address<>("visitor.verify");

  /**
   * A letter is to be mailed; nobody is told what becomes of it. Sent to the mail verticle, which
   * is there when there is a mail server.
   */
  public static final Address<Mail, Void> MAIL_SEND = new Address<>("mail.send");

  /**
   * How it stands with the answer to a repeated turn, and whose it is from now on. Answered by the
   * customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_FOUND} (the turn is gone).
   */
  public static final Address<OpenAnswer, AnswerStanding> CHAT_ANSWER_OPEN =
      new Address<>("chat.answer.open");

  /**
   * Answers go on, and what was said so far is to be kept. Sent about once a second by each bot
   * verticle, to the customer verticle; never replied to, since the next one says it all again.
   */
  public static final Address<GrowingAnswers, Void> CHAT_ANSWER_GROWING =
      new Address<>("chat.answer.growing");

  /**
   * An answer that this process does not say is to be stopped wherever it is said. The reply means
   * that every process will hear of it. Answered by the customer verticle.
   */
  public static final Address<StopAnswer, AnswerStopped> CHAT_STOP = new Address<>("chat.stop");

  /** A stop was heard from another process. Published by the customer verticle to the bots. */
  public static final Address<StopHeard, Void> CHAT_STOP_HEARD = new Address<>("chat.stop.heard");

  /**
   * An answer is over and is to be stored. The reply means that it is. Answered by the customer
   * verticle.
   *
   * <p>Failures: {@link Failure#NOT_FOUND} (its room or visitor is gone), {@link
   * Failure#OVERLOADED}, {@link Failure#UNSTEADY}.
   */
  public static final Address<FinishedAnswer, AnswerStored> CHAT_ANSWER =
      new Address<>("chat.answer");

  /**
   * What a visitor thinks of an answer, his own or, once he is verified, one in his customer's
   * room, is to be kept with it. Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#NOT_FOUND}, alike for a turn that does not exist, for one of
   * somebody else, and for one whose answer did not end well.
   */
  public static final Address<RateAnswer, AnswerRated> CHAT_RATE = new Address<>("chat.rate");

  /** What happened: published, never replied to, after the commit. By the customer verticle. */
  public static final Address<ChatEvent, Void> CHAT_EVENTS = new Address<>("chat.events");

  /**
   * The bot is to answer a stored turn, or a further reader wants to hear an answer that runs. The
   * reply is the handshake of the stream; what follows are {@link Frame}s (see the package's
   * description). Answered by the bot verticle.
   *
   * <p>When too many answers run, this one ends at once as {@link AnswerStatus#FAILED}, and is
   * stored so.
   *
   * <p>Failures: {@link Failure#OVERLOADED} (too many of those wait to be stored).
   */
  public static final Address<AnswerRequest, AnswerStarted> BOT_ANSWER =
      new Address<>("bot.answer");

  /**
   * The visitor pressed stop: the answer ends where it is, is stored as {@link
   * AnswerStatus#STOPPED}, and every reader hears its end. One that is over already stays as it is.
   * Answered by the bot verticle.
   */
  public static final Address<StopAnswer, AnswerStopped> BOT_STOP = new Address<>("bot.stop");

  /**
   * Two customers are one. The reply means that they are, for every process, and may take {@link
   * Bus#MENDING_TIMEOUT}. Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#NOT_FOUND} (one of them is none),
   * {@link Failure#INVALID} (they cannot be merged so), {@link Failure#OVERLOADED} (others hold
   * what is needed).
   */
  public static final Address<MergeCustomers, CustomersMerged> CUSTOMER_MERGE =
      new Address<>("customer.merge");

  /**
   * A visitor was taken for a customer who he is not. The reply means that he is nobody's, for
   * every process, and may take {@link Bus#MENDING_TIMEOUT}. Answered by the customer verticle.
   *
   * <p>Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#NOT_FOUND}, {@link
   * Failure#OVERLOADED} (others hold what is needed, or an answer to him is about to begin).
   */
  public static final Address<UnfoldVisitor, VisitorUnfolded> CUSTOMER_UNFOLD =
      new Address<>("customer.unfold");

  /** A new tenant. Answered by the domain verticle. */
  public static final Address<DomainRequest.Create, DomainView> DOMAIN_CREATE =
      new Address<>("domain.create");

  /** All tenants, a page at a time. Answered by the domain verticle. */
  public static final Address<DomainRequest.ListAll, DomainPage> DOMAIN_LIST =
      new Address<>("domain.list");

  /** One tenant. Answered by the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}. */
  public static final Address<DomainRequest.Show, DomainView> DOMAIN_SHOW =
      new Address<>("domain.show");

  /**
   * Which bot answers for a tenant. Answered by the domain verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ChooseBot, DomainView> DOMAIN_BOT =
      new Address<>("domain.bot");

  /**
   * A tenant's secrets, for the people who run the site. Answered by the domain verticle. Failures:
   * {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ShowSecrets, DomainSecrets> DOMAIN_SECRETS =
      new Address<>("domain.secrets");

  /**
   * A new secret for a tenant; the one before stays valid for a while. May take long ({@link
   * DomainRequest.RotateSecret#PATIENCE}). Answered by the domain verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.RotateSecret, DomainSecrets> DOMAIN_SECRET_ROTATE =
      new Address<>("domain.secret.rotate");

  /**
   * What a tenant allows and how it presents itself: what is given is changed, the rest stays. May
   * take {@link DomainRequest#INDEXING_PATIENCE}, for another language. Answered by the domain
   * verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ChangeSettings, DomainView> DOMAIN_SETTINGS =
      new Address<>("domain.settings");

  /**
   * Loads Markdown articles into a tenant's knowledge base; an article of the same name is
   * replaced. May take {@link DomainRequest#INDEXING_PATIENCE}. Answered by the domain verticle.
   * Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.LoadKnowledge, KnowledgeLoaded> DOMAIN_KNOWLEDGE =
      new Address<>("domain.knowledge");

  /**
   * The articles of a tenant's knowledge base, a page at a time. Answered by the domain verticle.
   * Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ListArticles, ArticlePage> DOMAIN_ARTICLES =
      new Address<>("domain.articles");

  /**
   * One article, as the bot knows it. Answered by the domain verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}, {@link Failure#NOT_FOUND}.
   */
  public static final Address<DomainRequest.ShowArticle, ArticleView> DOMAIN_ARTICLE =
      new Address<>("domain.article");

  /**
   * The bot is to know an article no more. May take {@link DomainRequest#INDEXING_PATIENCE}, while
   * others are indexed. Answered by the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN},
   * {@link Failure#NOT_FOUND}.
   */
  public static final Address<DomainRequest.RemoveArticle, ArticleRemoved> DOMAIN_ARTICLE_REMOVE =
      new Address<>("domain.article.remove");

  /**
   * What was said, for the people who run the site; never for a visitor. Answered by the domain
   * verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ReadConversations, ConversationPage>
      DOMAIN_CONVERSATIONS = new Address<>("domain.conversations");

  /**
   * A tenant's customers, for the people who run the site; never for a visitor. Answered by the
   * domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<DomainRequest.ReadCustomers, CustomerPage> DOMAIN_CUSTOMERS =
      new Address<>("domain.customers");

  /**
   * What is known of a person, a page at a time, for the people who run the site. Answered by the
   * privacy verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<PrivacyRequest.Export, ExportPage> PRIVACY_EXPORT =
      new Address<>("privacy.export");

  /**
   * A person is to be erased. The reply means that he is; it may take longer than other replies
   * ({@link PrivacyRequest#PATIENCE}). Answered by the privacy verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<PrivacyRequest.Erase, Erasure> PRIVACY_ERASE =
      new Address<>("privacy.erase");

  /**
   * Which erasures there were. Answered by the privacy verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<PrivacyRequest.ListErasures, ErasurePage> PRIVACY_ERASURES =
      new Address<>("privacy.erasures");

  /**
   * How long a tenant keeps rooms. Answered by the privacy verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<PrivacyRequest.ShowRetention, Retention> PRIVACY_RETENTION =
      new Address<>("privacy.retention");

  /**
   * How long a tenant keeps rooms from now on. Answered by the privacy verticle. Failures: {@link
   * Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<PrivacyRequest.SetRetention, Retention> PRIVACY_RETENTION_SET =
      new Address<>("privacy.retention.set");

  /**
   * One customer with what belongs to him, for the people who run the site; never for a visitor.
   * Answered by the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link
   * Failure#NOT_FOUND}.
   */
  public static final Address<DomainRequest.ShowCustomer, CustomerDetail> DOMAIN_CUSTOMER =
      new Address<>("domain.customer");

  /**
   * A customer's rooms, a page at a time, for the people who run the site; never for a visitor.
   * Answered by the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link
   * Failure#NOT_FOUND}.
   */
  public static final Address<DomainRequest.ReadRooms, RoomPage> DOMAIN_ROOMS =
      new Address<>("domain.rooms");

  /**
   * What was said in a room, a page at a time, for the people who run the site; never for a
   * visitor. Answered by the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link
   * Failure#NOT_FOUND}.
   */
  public static final Address<DomainRequest.ReadMessages, MessagePage> DOMAIN_MESSAGES =
      new Address<>("domain.messages");

  /**
   * A tenant is to be deleted, with all that it has. From the reply on it is there no more for
   * anybody; its rows go in the background, and a restart does not keep them. Answered by the
   * domain verticle; done by the privacy verticles, which hear of it by {@link #DOMAIN_CHANGED},
   * and look for themselves. Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#STILL_ON}.
   */
  public static final Address<DomainRequest.Remove, DomainRemoved> DOMAIN_REMOVE =
      new Address<>("domain.remove");

  /**
   * What a tenant allows its visitors; nothing, as if it were not there, while it is off. Whoever
   * asks keeps the reply for a few seconds, and forgets it on {@link #DOMAIN_CHANGED}. Answered by
   * the domain verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}.
   */
  public static final Address<FindPolicy, DomainPolicy> DOMAIN_POLICY =
      new Address<>("domain.policy");

  /**
   * A tenant's settings changed: forget what you keep of them. Published by the domain verticle.
   */
  public static final Address<DomainChanged, Void> DOMAIN_CHANGED = new Address<>("domain.changed");

  /**
   * A tenant gets a webhook. The reply bears its secret, which nobody is told again. Answered by
   * the webhook verticle. Failures: {@link Failure#UNKNOWN_DOMAIN}, {@link Failure#INVALID} (the
   * URL is none that may be asked, or the tenant has as many as it may have).
   */
  public static final Address<WebhookRequest.Create, WebhookView> WEBHOOK_CREATE =
      new Address<>("webhook.create");

  /**
   * A tenant's webhooks changed. Published by the webhook verticle, before it says so to whoever
   * changed them: so what he stores next is told.
   */
  public static final Address<DomainChanged, Void> WEBHOOKS_CHANGED =
      new Address<>("webhook.changed");

  /** A tenant's webhooks. Answered by the webhook verticle. */
  public static final Address<WebhookRequest.ListAll, WebhookPage> WEBHOOK_LIST =
      new Address<>("webhook.list");

  /**
   * One of them. Answered by the webhook verticle. Failures, here and at what follows: {@link
   * Failure#NOT_FOUND}, also for one of another tenant.
   */
  public static final Address<WebhookRequest.Show, WebhookView> WEBHOOK_SHOW =
      new Address<>("webhook.show");

  /** It is changed. Failures: also {@link Failure#INVALID} (the URL is none that may be asked). */
  public static final Address<WebhookRequest.Change, WebhookView> WEBHOOK_CHANGE =
      new Address<>("webhook.change");

  /** It is removed, with its deliveries. */
  public static final Address<WebhookRequest.Remove, WebhookRemoved> WEBHOOK_REMOVE =
      new Address<>("webhook.remove");

  /** It gets a new secret, which is in the reply, and never again. */
  public static final Address<WebhookRequest.Rotate, WebhookView> WEBHOOK_ROTATE =
      new Address<>("webhook.rotate");

  /** It is sent an event that says nothing. */
  public static final Address<WebhookRequest.Ping, WebhookDelivery> WEBHOOK_PING =
      new Address<>("webhook.ping");

  /** What was sent to it, or waits. */
  public static final Address<WebhookRequest.ListDeliveries, WebhookDeliveryPage>
      WEBHOOK_DELIVERIES = new Address<>("webhook.deliveries");

  /** One of those. */
  public static final Address<WebhookRequest.ShowDelivery, WebhookDelivery> WEBHOOK_DELIVERY =
      new Address<>("webhook.delivery");

  /** It is sent once more. */
  public static final Address<WebhookRequest.Repeat, WebhookDelivery> WEBHOOK_REPEAT =
      new Address<>("webhook.repeat");

  /**
   * The process is going down: no new turns; answers that run have until the deadline. Published by
   * the program itself before it undeploys the verticles.
   */
  public static final Address<ShuttingDown, Void> SHUTTING_DOWN = new Address<>("parley.shutdown");

  private Addresses() {}
}
