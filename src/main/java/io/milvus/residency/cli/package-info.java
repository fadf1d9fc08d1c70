/** The commands that need no cluster and change nothing: plan, validate and doctor. */
package io.milvus.residency.cli;
