/**
 * HTTP: what visitors and operators see of Parley. Meets the other verticles in {@link
 * dev.parley.bus} alone.
 *
 * <p>{@link dev.parley.http.HttpVerticle} is the visitors' side, one route class per resource;
 * {@link dev.parley.http.ManagementVerticle} the operators' side, on a port of its own. Everything
 * here runs on its verticle's event loop, except where a class says otherwise.
 */
package dev.parley.http;
