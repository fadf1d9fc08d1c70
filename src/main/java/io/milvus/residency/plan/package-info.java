/**
 * The pure core: decides what to load and release, what to hold and why, and when the next pass is
 * due. It knows no client, clock, logger or I/O.
 */
package io.milvus.residency.plan;
