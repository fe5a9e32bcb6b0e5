package dev.parley.bot.model;

import dev.parley.bus.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is told: one message of the system's, then the conversation. The visitor speaks
 * first and last, and nobody speaks twice in a row: some providers ask for that.
 *
 * @param system what it is to do, and what it is to know
 * @param conversation oldest first; each with a text that is not blank
 */
public record Prompt(String system, List<Line> conversation) {

  /**
   * What one side said.
   *
   * @param role who
   * @param text what, never blank
   */
  public record Line(Role role, String text) {}

  /**
   * A conversation in the order that providers ask for: what one side said in a row becomes one
   * line, and answers that nothing asked for are left out.
   *
   * @param before what was said before, oldest first
   * @param question what the visitor says now
   */
  public static Prompt of(String system, List<Line> before, String question) {
    List<Line> lines = new ArrayList<>();
    before.forEach(line -> add(lines, line));
    add(lines, new Line(Role.USER, question));
    return new Prompt(system, List.copyOf(lines));
  }

  /** How long all of it is, in UTF-16 units. */
  public int chars() {
    return system.length() + conversation.stream().mapToInt(line -> line.text().length()).sum();
  }

  private static void add(List<Line> lines, Line line) {
    if (lines.isEmpty()) {
      if (line.role() == Role.USER) {
        lines.add(line);
      }
      return;
    }
    Line last = lines.get(lines.size() - 1);
    if (last.role() == line.role()) {
      lines.set(lines.size() - 1, new Line(line.role(), last.text() + "\n\n" + line.text()));
    } else {
      lines.add(line);
    }
  }
}
