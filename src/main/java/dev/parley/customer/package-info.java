/**
 * Who is this, which room, store the message: the race-safe heart. Insert, on conflict, refetch.
 *
 * <p>A turn waits in the {@link dev.parley.customer.TurnQueue} until a {@link
 * dev.parley.customer.Lane} to the database is free, which is at once when nothing else waits; what
 * came meanwhile goes together, as one {@link dev.parley.customer.Batch}, in one statement.
 */
package dev.parley.customer;
