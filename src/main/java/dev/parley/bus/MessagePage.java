package dev.parley.bus;

import java.util.List;
import java.util.Optional;

/**
 * What was said in a room and in those that were folded into it, newest first.
 *
 * @param items a page of it: perhaps less than was asked for, so that it holds no more than about 4
 *     MB of text
 * @param next the cursor of the next page
 */
public record MessagePage(List<MessageView> items, Optional<String> next)
    implements Page<MessageView> {}
