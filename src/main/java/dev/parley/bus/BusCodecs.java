package dev.parley.bus;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** The codecs of everything that travels over the bus; registered once, before any verticle. */
public final class BusCodecs {

  private static final List<Class<? extends Record>> MESSAGES =
      List.of(
          Turn.class,
          TurnOpened.class,
          FindTurn.class,
          FindLatestTurn.class,
          ReadHistory.class,
          HistoryPage.class,
          ResetVisitor.class,
          VisitorReset.class,
          RequestCode.class,
          CodeRequested.class,
          VerifyCode.class,
          CodeVerified.class,
          Mail.class,
          FinishedAnswer.class,
          AnswerStored.class,
          GrowingAnswers.class,
          OpenAnswer.class,
          AnswerStanding.Yours.class,
          AnswerStanding.Over.class,
          AnswerStanding.Elsewhere.class,
          StopAnswer.class,
          AnswerStopped.class,
          StopHeard.class,
          RateAnswer.class,
          AnswerRated.class,
          ChatEvent.CustomerRecognised.class,
          ChatEvent.MessageStored.class,
          AnswerRequest.class,
          AnswerStarted.class,
          Frame.Text.class,
          Frame.End.class,
          Frame.Credit.class,
          Frame.Cancel.class,
          Frame.Mute.class,
          Frame.Ping.class,
          DomainRequest.Create.class,
          DomainRequest.ListAll.class,
          DomainRequest.Show.class,
          DomainRequest.ChooseBot.class,
          DomainRequest.ShowSecrets.class,
          DomainRequest.RotateSecret.class,
          DomainSecrets.class,
          DomainRequest.ChangeSettings.class,
          DomainRequest.LoadKnowledge.class,
          DomainRequest.ListArticles.class,
          DomainRequest.ShowArticle.class,
          DomainRequest.RemoveArticle.class,
          DomainRequest.ReadConversations.class,
          DomainRequest.ReadCustomers.class,
          DomainRequest.ShowCustomer.class,
          DomainRequest.ReadRooms.class,
          DomainRequest.ReadMessages.class,
          DomainView.class,
          DomainPage.class,
          DomainRequest.Remove.class,
          DomainRemoved.class,
          DomainChanged.class,
          FindPolicy.class,
          DomainPolicy.class,
          KnowledgeLoaded.class,
          ArticlePage.class,
          ArticleView.class,
          ArticleRemoved.class,
          CustomerPage.class,
          CustomerDetail.class,
          RoomPage.class,
          ConversationPage.class,
          MessagePage.class,
          MergeCustomers.class,
          CustomersMerged.class,
          UnfoldVisitor.class,
          VisitorUnfolded.class,
          PrivacyRequest.Export.class,
          PrivacyRequest.Erase.class,
          PrivacyRequest.ListErasures.class,
          PrivacyRequest.ShowRetention.class,
          PrivacyRequest.SetRetention.class,
          Retention.class,
          ExportPage.class,
          Erasure.class,
          ErasurePage.class,
          WebhookRequest.Create.class,
          WebhookRequest.ListAll.class,
          WebhookRequest.Show.class,
          WebhookRequest.Change.class,
          WebhookRequest.Remove.class,
          WebhookRequest.Rotate.class,
          WebhookRequest.Ping.class,
          WebhookRequest.ListDeliveries.class,
          WebhookRequest.ShowDelivery.class,
          WebhookRequest.Repeat.class,
          WebhookView.class,
          WebhookPage.class,
          WebhookRemoved.class,
          WebhookDelivery.class,
          WebhookDeliveryPage.class,
          ShuttingDown.class);

  private BusCodecs() {}

  /**
   * Registers the codecs.
   *
   * @throws IllegalStateException when they are registered already
   */
  public static void register(EventBus bus) {
    ObjectMapper json = json();
    MESSAGES.forEach(message -> register(bus, message, json));
  }

  private static <T extends Record> void register(EventBus bus, Class<T> type, ObjectMapper json) {
    bus.registerDefaultCodec(type, new RecordCodec<>(type, json));
  }

  /** JSON as it travels between nodes: unknown fields are ignored, so that nodes may differ. */
  private static ObjectMapper json() {
    return JsonMapper.builder()
        .addModules(new Jdk8Module(), new JavaTimeModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .build();
  }
}
