/**
 * The tenants as the people who run them see them: their settings, their knowledge base, and what
 * was said. Meets the rest of Parley only in {@link dev.parley.bus}.
 */
package dev.parley.domain;
