package io.milvus.residency.cli;

/** The format of a command's output; the names are the values of the option. */
enum OutputFormat {
  table,
  json,
  yaml
}
