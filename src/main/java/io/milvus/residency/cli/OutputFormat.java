package io.milvus.residency.cli;

/** How a command writes what it found; the names are those of the option. */
enum OutputFormat {
  table,
  json,
  yaml
}
