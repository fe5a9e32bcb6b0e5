package dev.parley.domain;

import dev.parley.bus.DomainRequest.Article;
import dev.parley.bus.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;

/**
 * Cuts a Markdown article into passages: at its headings, and long sections between their
 * paragraphs. A paragraph, a list or a block of code is never cut. Thread-safe.
 */
final class ArticleCutter {

  /** About how long a passage may grow, in UTF-16 units. */
  static final int PASSAGE_LENGTH = 1_000;

  /** The longest heading: each is indexed with every passage below it. */
  private static final int LONGEST_HEADING = 1_000;

  private static final int DEEPEST = 6;
  private static final Pattern EXTENSION = Pattern.compile("\\.(md|markdown|txt)$");

  /**
   * The article's passages in their order; none when it has headings alone, or nothing. Takes up to
   * half a second.
   *
   * @throws InvalidFieldException when a heading is too long, or when it has what would take
   *     longer: see {@link ArticleParser}
   */
  List<Passage> cut(Article article) {
    FrontMatter front = FrontMatter.of(article.markdown());
    Cut cut = new Cut(front.rest(), article.name(), front.url());
    Node block = new ArticleParser(article, front.rest()).parse().getFirstChild();
    while (block != null) {
      cut.take(block);
      block = block.getNext();
    }
    cut.close();
    return cut.passages;
  }

  /** One article on its way through the scissors. */
  private static final class Cut {

    private final String source;
    private final String article;
    private final String name;
    private final Optional<String> url;
    private final String[] headings = new String[DEEPEST];
    private final List<Passage> passages = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    Cut(String source, String article, Optional<String> url) {
      this.source = source;
      this.article = article;
      this.url = url;
      this.name = EXTENSION.matcher(article).replaceFirst("");
      headings[0] = name;
    }

    void take(Node block) {
      if (block instanceof Heading heading) {
        close();
        enter(heading);
      } else if (!(block instanceof HtmlBlock || block instanceof ThematicBreak)) {
        add(sourceOf(block));
      }
    }

    private void enter(Heading heading) {
      int depth = heading.getLevel() - 1;
      headings[depth] = requireShort(textOf(heading));
      for (int deeper = depth + 1; deeper < DEEPEST; deeper++) {
        headings[deeper] = null;
      }
    }

    private String requireShort(String heading) {
      if (heading.length() > LONGEST_HEADING) {
        throw new InvalidFieldException(
            "article " + article,
            "must not have a heading of more than " + LONGEST_HEADING + " characters");
      }
      return heading;
    }

    private void add(String markdown) {
      boolean full = body.length() + markdown.length() > PASSAGE_LENGTH;
      if (full && !introducesWhatFollows()) {
        close();
      }
      if (!body.isEmpty()) {
        body.append("\n\n");
      }
      body.append(markdown);
    }

    /** "Proceed as follows:" belongs to the list or the code after it. */
    private boolean introducesWhatFollows() {
      return !body.isEmpty() && body.charAt(body.length() - 1) == ':';
    }

    void close() {
      if (!body.isEmpty()) {
        List<String> path = path();
        int own = path.size() - 1;
        String above = String.join(Passage.SEPARATOR, path.subList(0, own));
        passages.add(new Passage(above, path.get(own), body.toString(), url));
        body.setLength(0);
      }
    }

    private List<String> path() {
      List<String> path = new ArrayList<>();
      for (String heading : headings) {
        if (heading != null && !heading.isBlank()) {
          path.add(heading);
        }
      }
      return path.isEmpty() ? List.of(name) : path;
    }

    private String sourceOf(Node block) {
      List<SourceSpan> lines = block.getSourceSpans();
      if (lines.isEmpty()) {
        return "";
      }
      SourceSpan last = lines.get(lines.size() - 1);
      return source
          .substring(lines.get(0).getInputIndex(), last.getInputIndex() + last.getLength())
          .stripTrailing();
    }

    private static String textOf(Heading heading) {
      StringBuilder text = new StringBuilder();
      heading.accept(
          new AbstractVisitor() {
            @Override
            public void visit(Text node) {
              text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
              text.append(node.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak node) {
              text.append(' ');
            }
          });
      return text.toString();
    }
  }
}
