/**
 * How the log gets to standard output, which {@code conf/logback.xml} names; and how much of it
 * strangers may cause.
 */
package dev.parley.logging;
