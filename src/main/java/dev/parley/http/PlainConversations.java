package dev.parley.http;

import dev.parley.bus.ConversationPage;
import dev.parley.bus.ConversationPage.Conversation;
import dev.parley.bus.CustomerDetail;
import dev.parley.bus.CustomerDetail.VisitorView;
import dev.parley.bus.CustomerPage;
import dev.parley.bus.CustomerPage.CustomerView;
import dev.parley.bus.CustomersMerged;
import dev.parley.bus.MessagePage;
import dev.parley.bus.MessageView;
import dev.parley.bus.Role;
import dev.parley.bus.RoomPage;
import dev.parley.bus.RoomPage.RoomView;
import dev.parley.bus.VisitorUnfolded;
import java.util.List;
import java.util.stream.Collectors;

/** Who came and what was said, as an operator reads it. */
final class PlainConversations {

  private PlainConversations() {}

  /** One line a customer, its columns parted by tabs: rooms, id, since when, address, into whom. */
  static String customers(CustomerPage page) {
    return customers(page.items());
  }

  private static String customers(List<CustomerView> customers) {
    return customers.stream()
        .map(
            it ->
                "%d\t%s\t%s\t%s%s%n"
                    .formatted(
                        it.rooms(),
                        it.id(),
                        Terminal.time(it.createdAt()),
                        Terminal.line(it.email()),
                        it.mergedInto().map(into -> "\tmerged into " + into).orElse("")))
        .collect(Collectors.joining());
  }

  static String customer(CustomerDetail detail) {
    CustomerView customer = detail.customer();
    return """
        id        %s
        address   %s
        typed     %s
        created   %s
        merged    %s

        merged into this one:
        %s
        visitors:
        %s
        rooms:
        %s"""
        .formatted(
            customer.id(),
            Terminal.line(customer.email()),
            Terminal.line(customer.emailTyped()),
            Terminal.time(customer.createdAt()),
            customer.mergedInto().map(into -> "into " + into).orElse(""),
            customers(detail.merged()),
            detail.visitors().stream()
                .map(PlainConversations::visitor)
                .collect(Collectors.joining()),
            rooms(detail.rooms()));
  }

  private static String visitor(VisitorView visitor) {
    return "%s\t%s%s%n"
        .formatted(
            visitor.id(),
            Terminal.time(visitor.createdAt()),
            visitor.verified() ? "\tverified" : "");
  }

  /**
   * One line a room, its columns parted by tabs: messages, id, since when, the last message, who
   * opened it, what became of it.
   */
  static String rooms(RoomPage page) {
    return rooms(page.items());
  }

  private static String rooms(List<RoomView> rooms) {
    return rooms.stream().map(PlainConversations::room).collect(Collectors.joining());
  }

  private static String room(RoomView room) {
    String fate =
        room.foldedInto()
            .map(into -> "folded into " + into)
            .or(() -> room.closedAt().map(at -> "closed " + Terminal.time(at)))
            .orElse("open");
    return "%d\t%s\t%s\t%s\t%s\t%s%n"
        .formatted(
            room.messages(),
            room.id(),
            Terminal.time(room.createdAt()),
            room.lastMessageAt().map(Terminal::time).orElse("-"),
            room.visitorId(),
            fate);
  }

  static String conversations(ConversationPage page) {
    return page.items().stream()
        .map(PlainConversations::conversation)
        .collect(Collectors.joining("\n"));
  }

  private static String conversation(Conversation conversation) {
    String who = conversation.email().map(Terminal::line).orElse("(anonymous)");
    return "== %s  room %s  since %s%n"
            .formatted(who, conversation.roomId(), Terminal.time(conversation.createdAt()))
        + conversation.messages().stream()
            .map(PlainConversations::message)
            .collect(Collectors.joining());
  }

  static String messages(MessagePage page) {
    return page.items().stream()
        .map(it -> "%s  ".formatted(it.visitorId()) + message(it))
        .collect(Collectors.joining());
  }

  private static String message(MessageView message) {
    String visitor = message.verified() ? "visitor (verified)" : "visitor";
    String who = message.role() == Role.USER ? visitor : "bot";
    String status = message.status().equals("complete") ? "" : "  [" + message.status() + "]";
    String rating = message.rating().map(it -> "  [rated " + it.label() + "]").orElse("");
    String sources =
        message.sources().stream()
            .map(it -> Terminal.INDENT + "→ " + Terminal.line(it.title()) + "\n")
            .collect(Collectors.joining());
    return "%s  %s%s%s%n%s%n%s"
        .formatted(
            Terminal.time(message.createdAt()),
            who,
            status,
            rating,
            Terminal.indented(message.body()),
            sources);
  }

  static String merged(CustomersMerged merged) {
    return "customer %s, room %s, visitors bound %d%n"
        .formatted(
            merged.customerId(),
            merged.roomId().map(Object::toString).orElse("none"),
            merged.visitors());
  }

  static String unfolded(VisitorUnfolded unfolded) {
    return "visitor %s, room %s, messages moved %d%n"
        .formatted(
            unfolded.visitorId(),
            unfolded.roomId().map(Object::toString).orElse("none"),
            unfolded.messages());
  }
}
