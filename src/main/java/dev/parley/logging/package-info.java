/** How the log gets to standard output; {@code conf/logback.xml} names what stands here. */
package dev.parley.logging;
