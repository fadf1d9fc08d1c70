/** What the command line does without a cluster: plan and validate. It changes nothing. */
package io.milvus.residency.cli;
