/**
 * The contract: all that passes between Parley's verticles, and {@link
 * dev.parley.bus.ParleyClient}, with which any other verticle takes part. Imports nothing else of
 * ours.
 *
 * <h2>A turn of the conversation</h2>
 *
 * <pre>{@code
 * client                      customer verticle            bot verticle
 *   │ request chat.turn ──────────▶│                             │
 *   │                              │ COMMIT                      │
 *   │◀────────────── TurnOpened ───│ publish chat.events         │
 *   │ request bot.answer ───────────────────────────────────────▶│
 *   │◀──────────────────────────────────────────── AnswerStarted │
 *   │◀───────────────────────────────────────────────────── Text │  costs a credit
 *   │ Credit ───────────────────────────────────────────────────▶│
 *   │◀───────────────────────────────────────────────────── Text │  all that is unseen
 *   │                              │◀──────── request chat.answer│
 *   │                              │ COMMIT ──── AnswerStored ──▶│
 *   │◀────────────────────────────────────────────────────── End │  needs no credit
 * }</pre>
 *
 * <h2>The stream</h2>
 *
 * <ul>
 *   <li>An answer is a growing text, a reader a cursor into it. With credit, the bot sends all that
 *       the reader has not seen, as <em>one</em> {@link dev.parley.bus.Frame.Text}. So a fast bot
 *       costs few frames, a slow one shows every word at once, and a reader that stalls costs no
 *       more than the answer's text, which has to be kept anyway.
 *   <li>Each side has <em>one</em> long-lived private address for all its streams; a frame bears
 *       the number by which its receiver knows the stream. Never an address per stream.
 *   <li>The window is counted in frames. The reader gives back half a window at a time, when its
 *       handler took them.
 *   <li>The reader for whom an answer was begun is told in its {@link dev.parley.bus.Frame.End}
 *       what it cost, so that each answer is paid for once. When his client leaves he may stay for
 *       that alone: {@link dev.parley.bus.Frame.Mute}.
 *   <li>A reader who does not take what waits for him says every 10 s, by a {@link
 *       dev.parley.bus.Frame.Credit} of none, that he is there. One that has no credit left and was
 *       not heard for a minute is ended, as {@link dev.parley.bus.AnswerStatus#FAILED}: his
 *       handshake's reply was lost, say, so that he cannot tell that he left.
 *   <li>A bot that finds no handler at the reader's address forgets the reader. A reader pings its
 *       bot every 10 s; no reply, and its answers end with {@link
 *       dev.parley.bus.AnswerLostException}.
 *   <li>{@link dev.parley.bus.Frame.End} leaves only after the answer is stored, whatever its
 *       status. Only when that fails for about 15 s it leaves without, as {@link
 *       dev.parley.bus.AnswerStatus#FAILED}.
 * </ul>
 *
 * <h2>Coming back to a turn</h2>
 *
 * <ul>
 *   <li><em>Retry</em>: {@code chat.turn} with the same key from the same visitor is the same turn,
 *       and comes back as repeated. {@code bot.answer} then joins the answer that runs, or says
 *       again the one that ended well; one that broke off, or was never begun, is asked for afresh:
 *       it is another text then, and another <em>attempt</em>, counted from 1 in the order in which
 *       the database gives them. What is told late of a former attempt is not stored.
 *   <li><em>Resume</em>: {@code chat.find} makes a turn of its id and its visitor's secret; {@code
 *       bot.answer} without a question opens a reader from somewhere on, and asks nobody. A reader
 *       who says of which attempt he has heard so much begins another one at its beginning.
 *   <li><em>Stop</em>: {@code bot.stop} ends the answer where it is. The reply comes when it is
 *       stored.
 *   <li>Whose an answer is that does not run in this process, the database tells: {@code
 *       chat.answer.open}. Two processes that share a database and no bus are no stranger to each
 *       other than that: what one says the other follows as it is stored ({@code
 *       chat.answer.growing}), and a stop is passed on by way of the database ({@code chat.stop},
 *       {@code chat.stop.heard}).
 * </ul>
 *
 * <h2>Who is who</h2>
 *
 * <ul>
 *   <li>An address in a message is recognition. Only what the domain's own site signed, a {@link
 *       dev.parley.bus.Proof}, makes a visitor verified: with the turn that bears it and from then
 *       on, until he is bound elsewhere without one, or resets.
 *   <li>The customer verticle checks the proof before anything is stored; one that does not hold is
 *       {@link dev.parley.bus.Failure#UNPROVEN}. A turn of an unknown domain is {@link
 *       dev.parley.bus.Failure#UNKNOWN_DOMAIN} with a proof or without, and so is one of a domain
 *       that is off: in the process that was told within a moment, elsewhere within ten seconds.
 *       Turns that were begun before are named, and end, as ever.
 *   <li>{@code chat.history} and {@code chat.find} give an unverified visitor what was said in his
 *       own visits, a verified one his customer's whole room. {@code bot.stop} is for one's own
 *       turns only.
 *   <li>{@code chat.reset} parts a secret from its visitor: what is stored stays, and nobody has a
 *       secret for it.
 * </ul>
 *
 * <h2>Delivery</h2>
 *
 * Within a process a record is handed over as it is; between nodes it travels as JSON, and an
 * unknown field is ignored. Requests fail with a {@link dev.parley.bus.Failure}, never with a stack
 * trace.
 */
package dev.parley.bus;
