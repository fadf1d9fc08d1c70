/**
 * Describes what is loaded now as policies. It generalizes only with evidence: a rule that says
 * more than is seen decides about partitions to come.
 */
package io.milvus.residency.export;
