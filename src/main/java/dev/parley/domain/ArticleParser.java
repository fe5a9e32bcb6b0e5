package dev.parley.domain;

import dev.parley.bus.DomainRequest.Article;
import dev.parley.bus.InvalidFieldException;
import org.commonmark.internal.InlineParserImpl;
import org.commonmark.node.Block;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLines;
import org.commonmark.parser.block.AbstractBlockParserFactory;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;

/**
 * Parses one article's blocks, and of what stands within them the headings alone. commonmark's time
 * and memory grow with the square of what some articles have, so each such thing has a bound that
 * no article reaches which somebody wrote to be read.
 */
final class ArticleParser {

  /** How deep lists and quotes may stand in one another; a list and its item are two. */
  static final int DEEPEST = 40;

  /** For each line, commonmark keeps a span of 40 bytes in every block that is open there. */
  private static final int MOST_SPANS = 2_000_000;

  /** What any article may have of depth, however many lines it has. */
  private static final int ALWAYS_ALLOWED = 4;

  /** At a line that may begin a block, commonmark copies those of the paragraph before it. */
  private static final long MOST_COPIED_LINES = 50_000_000;

  /** The longest heading whose Markdown is read; a text of that length is none any more. */
  private static final int LONGEST_READ = 2_000;

  /** Every sign of a heading may make commonmark look at all the others. */
  private static final long MOST_LOOKS = 10_000_000;

  private final Article article;
  private final String markdown;
  private final int deepest;
  private long copiedLines;
  private long looks;

  /**
   * @param markdown the article's, without its front matter
   */
  ArticleParser(Article article, String markdown) {
    this.article = article;
    this.markdown = markdown;
    long lines = 1 + markdown.lines().count();
    this.deepest = (int) Math.max(ALWAYS_ALLOWED, Math.min(DEEPEST, MOST_SPANS / lines));
  }

  /**
   * The article's document.
   *
   * @throws InvalidFieldException when a bound is passed
   */
  Node parse() {
    Parser parser =
        Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .customBlockParserFactory(new Bounds())
            .inlineParserFactory(context -> new Headings(new InlineParserImpl(context)))
            .build();
    try {
      return parser.parse(markdown);
    } catch (StackOverflowError tooManyAttributes) { // java.util.regex goes down at each of a tag's
      throw refused("must not have an HTML tag of thousands of attributes");
    }
  }

  private InvalidFieldException refused(String why) {
    return new InvalidFieldException("article " + article.name(), why);
  }

  /** Starts no block, and is asked first about each that may start. */
  private final class Bounds extends AbstractBlockParserFactory {

    @Override
    public BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
      Block block = matched.getMatchedBlockParser().getBlock();
      if (block instanceof Paragraph) {
        requireFewLines(matched.getParagraphLines().getLines().size());
        requireShallow(block.getParent());
      } else {
        requireShallow(block);
      }
      return BlockStart.none();
    }

    private void requireShallow(Node container) {
      int depth = 0;
      for (Node above = container.getParent(); above != null; above = above.getParent()) {
        depth++;
      }
      if (depth > deepest) {
        throw refused("must not have lists or quotes more than " + deepest / 2 + " deep");
      }
    }

    private void requireFewLines(int before) {
      copiedLines += before;
      if (copiedLines > MOST_COPIED_LINES) {
        throw refused("must not have paragraphs or tables of thousands of lines");
      }
    }
  }

  /**
   * Reads the Markdown of headings, and of nothing else. A heading that is too long for it, or
   * stands below too many long ones, is taken as it is written.
   */
  private final class Headings implements InlineParser {

    private final InlineParser reader;

    Headings(InlineParser reader) {
      this.reader = reader;
    }

    @Override
    public void parse(SourceLines lines, Node node) {
      if (node instanceof Heading) {
        String written = lines.getContent();
        if (isReadable(written)) {
          reader.parse(lines, node);
        } else {
          node.appendChild(new Text(written));
        }
      }
    }

    private boolean isReadable(String written) {
      if (written.length() > LONGEST_READ) {
        return false;
      }
      long signs =
          written.chars().filter(it -> !Character.isLetterOrDigit(it) && it != ' ').count();
      looks += signs * written.length();
      return looks <= MOST_LOOKS;
    }
  }
}
