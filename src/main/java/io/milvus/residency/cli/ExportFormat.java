package io.milvus.residency.cli;

/** The formats of an export, as they are written on the command line. */
enum ExportFormat {
  /** Policies that describe what is loaded. */
  policy,

  /** The file of states that other commands read with {@code --partitions}. */
  world
}
