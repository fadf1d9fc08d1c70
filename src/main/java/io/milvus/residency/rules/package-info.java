/**
 * The policy language at one instant: which partitions a rule matches, and which state it wants for
 * them. This package does not know what is loaded or what other policies want.
 */
package io.milvus.residency.rules;
