package dev.parley.bot.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Causes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Why a model did not answer, or broke off. Its text never bears a key. */
public final class ModelFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** How long a second try waits when the provider names no time. */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(250);

  /** The longest time a visitor is left waiting because the provider asks for it. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  /** What kinds there are. */
  public enum Kind {
    /** The provider will not have the request, now or later: the key, the model or the URL. */
    REFUSED(false),
    /** The provider has too much to do, or we asked too much. */
    BUSY(true),
    /** The provider is down, or has a fault. */
    UNAVAILABLE(true),
    /** There is no connection to the provider. */
    UNREACHABLE(true),
    /** The model says nothing for too long. */
    TIMEOUT(true),
    /** The stream ended before the answer did. */
    BROKEN_OFF(true),
    /** The stream tells of an error, or cannot be understood. */
    FAULTY(true),
    /** The provider withheld the rest: by a filter, or because the model's context is full. */
    WITHHELD(false),
    /** The model answered nothing, or nothing but white space. */
    EMPTY(false),
    /** The model failed so often of late that it was not asked. */
    SPARED(false);

    private final boolean mayPass;

    Kind(boolean mayPass) {
      this.mayPass = mayPass;
    }

    /** The name in metrics: lower case. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final Optional<Duration> retryAfter;

  ModelFailure(Kind kind, String reason, Throwable cause) {
    this(kind, reason, cause, Optional.empty());
  }

  ModelFailure(Kind kind, String reason) {
    this(kind, reason, null, Optional.empty());
  }

  private ModelFailure(Kind kind, String reason, Throwable cause, Optional<Duration> retryAfter) {
    super(prefix(kind) + reason, cause, false, false); // where it was made says nothing
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  private static String prefix(Kind kind) {
    return kind.label() + ": ";
  }

  /** What a status that is no success stands for. */
  static ModelFailure ofStatus(int status, String body, Optional<Duration> retryAfter) {
    String reason = "HTTP " + status + " " + body;
    return new ModelFailure(kindOf(status), reason, null, retryAfter);
  }

  /**
   * That the stream cannot be understood. What Jackson says of it is told in a line; a fault of
   * another kind may be ours, and keeps its trace.
   */
  static ModelFailure misunderstood(Throwable cause) {
    boolean isMalformed = Causes.root(cause) instanceof JsonProcessingException;
    return new ModelFailure(
        Kind.FAULTY,
        "the stream cannot be understood: " + Throwables.inWords(cause),
        isMalformed ? null : cause);
  }

  private static Kind kindOf(int status) {
    if (status == 429) {
      return Kind.BUSY;
    }
    return status >= 500 || status == 408 ? Kind.UNAVAILABLE : Kind.REFUSED;
  }

  /**
   * The same, with three asterisks where it bears that key; without its cause when that does.
   *
   * @param key may be empty
   */
  ModelFailure without(String key) {
    if (key.isEmpty() || !Throwables.says(this, key)) {
      return this;
    }
    String masked = getMessage().replace(key, "***").substring(prefix(kind).length());
    Throwable harmless = Throwables.says(getCause(), key) ? null : getCause();
    return new ModelFailure(kind, masked, harmless, retryAfter);
  }

  /** What kind it is. */
  public Kind kind() {
    return kind;
  }

  /**
   * How long to wait before a second try; empty when there should be none, since it would fail as
   * well or the visitor would wait too long.
   */
  Optional<Duration> pauseBeforeRetry() {
    if (!kind.mayPass) {
      return Optional.empty();
    }
    Duration pause = retryAfter.orElse(SHORT_PAUSE);
    return Optional.of(pause).filter(it -> it.compareTo(LONGEST_PAUSE) <= 0);
  }
}
