/** The settings: what they are, and how they are read from {@code conf/} and the environment. */
package dev.parley.settings;
