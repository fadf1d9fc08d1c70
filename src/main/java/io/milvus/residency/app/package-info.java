/** The process: command line, settings, probes, start and stop. */
package io.milvus.residency.app;
