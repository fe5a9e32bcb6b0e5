/** What connections to other servers have in common, whatever is said on them. */
package dev.parley.net;
