/**
 * The language of policies at one instant: which partitions a rule matches, and what the rule wants
 * of them. Nothing here knows what is loaded, or what other policies want.
 */
package io.milvus.residency.rules;
