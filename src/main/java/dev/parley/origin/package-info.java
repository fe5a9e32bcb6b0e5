/** Where pages come from, and which of them a domain lets ask. */
package dev.parley.origin;
