/** E-mail addresses: how they are found in what people write, and how they compare. */
package dev.parley.email;
