/**
 * Mails: taken from the bus, and sent by SMTP in the background, so that nobody ever waits for a
 * mail server.
 */
package dev.parley.mail;
