/**
 * Passes over collections: gather, decide, act for one collection and all policies on it, and the
 * state between passes.
 */
package io.milvus.residency.reconcile;
