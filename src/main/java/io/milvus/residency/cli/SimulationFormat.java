package io.milvus.residency.cli;

/** The format of a simulation's output; the names are the values of the option. */
enum SimulationFormat {
  table,
  json,
  yaml,
  /** A picture of one collection. */
  svg,
  /** A page with a picture of each collection. */
  html,
  /** A comment for a review. */
  markdown
}
