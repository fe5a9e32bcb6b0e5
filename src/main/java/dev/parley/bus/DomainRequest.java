package dev.parley.bus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the people who run the sites ask for. Each has its address in {@link Addresses}. */
public sealed interface DomainRequest {

  /**
   * How long that may take for which articles are indexed, or which waits until they are: a large
   * knowledge base in another language takes minutes.
   */
  Duration INDEXING_PATIENCE = Duration.ofMinutes(10);

  /**
   * @param name 1 to 200 characters, of which one is to be seen
   */
  record Create(String name) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the name breaks its rule
     */
    public Create {
      requireName(name);
    }
  }

  /**
   * @param cursor where the page begins; empty for the first one
   * @param limit how many, 1 to 500
   */
  record ListAll(Optional<String> cursor, int limit) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ListAll {
      requireLimit(limit);
    }
  }

  /**
   * @param domainId the tenant
   */
  record Show(UUID domainId) implements DomainRequest {}

  /**
   * @param domainId the tenant; it has to be off
   */
  record Remove(UUID domainId) implements DomainRequest {}

  /**
   * @param domainId the tenant
   * @param bot who answers from now on
   * @param text the fixed bot's text; empty leaves the text as it is
   */
  record ChooseBot(UUID domainId, BotKind bot, Optional<String> text) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the text breaks its rule
     */
    public ChooseBot {
      text.ifPresent(it -> Texts.require("text", it, 1, 4000));
    }
  }

  /**
   * @param domainId the tenant
   */
  record ShowSecrets(UUID domainId) implements DomainRequest {}

  /**
   * @param domainId the tenant
   * @param validHours how long the secret that was current stays valid, 0 to {@value #MOST_HOURS};
   *     0 ends it at once, and none of those who were vouched for before stays verified. One that
   *     was replaced before ends in any case
   */
  record RotateSecret(UUID domainId, int validHours) implements DomainRequest {

    /** A month. */
    public static final int MOST_HOURS = 744;

    /**
     * How long the answer may take. With 0 hours it comes when every process knows and nobody is
     * verified any more: after 16 s, and later where there are very many visitors.
     */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * @throws InvalidFieldException when the hours break their rule
     */
    public RotateSecret {
      if (validHours < 0 || validHours > MOST_HOURS) {
        throw new InvalidFieldException("validHours", "must be 0 to " + MOST_HOURS);
      }
    }
  }

  /**
   * What is given is changed, the rest stays.
   *
   * @param domainId the tenant
   * @param name what it is called from now on; by the rule of {@link Create}
   * @param enabled whether it is on: one that is off is to its visitors as one that is not there
   * @param allowedOrigins of which origins pages may ask, in the place of those before: each as
   *     {@link DomainPolicy} has it, in any spelling
   * @param greeting what its chat begins with; up to 1000 characters
   * @param locale its language, a tag as BCP 47 has it; up to 35 characters. The knowledge base is
   *     indexed anew for it
   * @param limits its own ones, in the place of all those before
   */
  record ChangeSettings(
      UUID domainId,
      Optional<String> name,
      Optional<Boolean> enabled,
      Optional<List<String>> allowedOrigins,
      Optional<String> greeting,
      Optional<String> locale,
      Optional<DomainLimits> limits)
      implements DomainRequest {
    /**
     * @throws InvalidFieldException when the name, the greeting or the locale breaks its rule
     */
    public ChangeSettings {
      name.ifPresent(DomainRequest::requireName);
      greeting.ifPresent(it -> Texts.require("greeting", it, 0, 1000));
      locale.ifPresent(it -> Texts.require("locale", it, 1, 35));
    }
  }

  /**
   * @param domainId the tenant
   * @param articles Markdown; one of the same name is replaced
   */
  record LoadKnowledge(UUID domainId, List<Article> articles) implements DomainRequest {}

  /**
   * @param name what the article is known by, usually its file's name; 1 to 200 characters
   * @param markdown its text; 1 to 1,000,000 characters
   */
  record Article(String name, String markdown) {
    /**
     * @throws InvalidFieldException when a field breaks its rule
     */
    public Article {
      Texts.require("name", name, 1, 200);
      Texts.require("markdown", markdown, 1, 1_000_000);
    }
  }

  /**
   * @param domainId the tenant
   * @param cursor where the page begins; empty for the first one
   * @param limit how many, 1 to 500
   */
  record ListArticles(UUID domainId, Optional<String> cursor, int limit) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ListArticles {
      requireLimit(limit);
    }
  }

  /**
   * @param domainId the tenant
   * @param name the article
   */
  record ShowArticle(UUID domainId, String name) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the name breaks its rule
     */
    public ShowArticle {
      Texts.require("name", name, 1, 200);
    }
  }

  /**
   * @param domainId the tenant
   * @param name the article
   */
  record RemoveArticle(UUID domainId, String name) implements DomainRequest {
    /**
     * @throws InvalidFieldException when the name breaks its rule
     */
    public RemoveArticle {
      Texts.require("name", name, 1, 200);
    }
  }

  /**
   * @param domainId the tenant
   * @param email only this customer's, in any spelling of the address; 1 to 320 characters
   * @param cursor where the page begins; empty for the first one
   * @param limit the most rooms, 1 to 500
   */
  record ReadConversations(
      UUID domainId, Optional<String> email, Optional<String> cursor, int limit)
      implements DomainRequest {
    /**
     * @throws InvalidFieldException when the address or the limit breaks its rule
     */
    public ReadConversations {
      requireAddress("email", email);
      requireLimit(limit);
    }
  }

  /**
   * @param domainId the tenant
   * @param email only this one, in any spelling of the address; 1 to 320 characters
   * @param search only those whose addresses begin so; 1 to 320 characters
   * @param cursor where the page begins; empty for the first one
   * @param limit how many, 1 to 500
   */
  record ReadCustomers(
      UUID domainId,
      Optional<String> email,
      Optional<String> search,
      Optional<String> cursor,
      int limit)
      implements DomainRequest {
    /**
     * @throws InvalidFieldException when the address, what it begins with or the limit breaks its
     *     rule
     */
    public ReadCustomers {
      requireAddress("email", email);
      requireAddress("search", search);
      requireLimit(limit);
      if (email.isPresent() && search.isPresent()) {
        throw new InvalidFieldException("search", "must not come with email");
      }
    }
  }

  /**
   * @param domainId the tenant
   * @param customerId the customer
   */
  record ShowCustomer(UUID domainId, UUID customerId) implements DomainRequest {}

  /**
   * @param domainId the tenant
   * @param customerId the customer
   * @param cursor where the page begins; empty for the first one
   * @param limit how many, 1 to 500
   */
  record ReadRooms(UUID domainId, UUID customerId, Optional<String> cursor, int limit)
      implements DomainRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ReadRooms {
      requireLimit(limit);
    }
  }

  /**
   * @param domainId the tenant
   * @param roomId the room
   * @param cursor where the page begins; empty for the first one
   * @param limit how many, 1 to 500
   */
  record ReadMessages(UUID domainId, UUID roomId, Optional<String> cursor, int limit)
      implements DomainRequest {
    /**
     * @throws InvalidFieldException when the limit breaks its rule
     */
    public ReadMessages {
      requireLimit(limit);
    }
  }

  private static void requireName(String name) {
    Texts.require("name", name, 1, 200);
    if (name.isBlank()) {
      throw new InvalidFieldException("name", "must not be blank");
    }
  }

  /** RFC 3696: 64 characters, an at sign, and 255. */
  private static void requireAddress(String field, Optional<String> email) {
    email.ifPresent(it -> Texts.require(field, it, 1, 320));
  }

  private static void requireLimit(int limit) {
    if (limit < 1 || limit > 500) {
      throw new InvalidFieldException("limit", "must be 1 to 500");
    }
  }
}
