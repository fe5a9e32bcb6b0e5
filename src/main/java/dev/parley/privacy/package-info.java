/**
 * What is told and what is forgotten of a person: export, erasure, and how long rooms are kept. For
 * the people who run a site; nothing here is for a visitor.
 */
package dev.parley.privacy;
