/** PostgreSQL: which one, how it is reached, its schema, and the embedded one. */
package dev.parley.database;
