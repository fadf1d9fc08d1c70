/**
 * One pass for one collection and all policies on it: gather, decide, act, and what is remembered
 * between two passes.
 */
package io.milvus.residency.reconcile;
