/**
 * The pure core: what is to be loaded and released, what is held and why, and when to look next. It
 * alone has opinions; it knows no client, clock, logger or I/O.
 */
package io.milvus.residency.plan;
