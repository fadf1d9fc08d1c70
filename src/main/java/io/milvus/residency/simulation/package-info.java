/**
 * Simulates policies over a period: the planner, applied from one transition to the next. It is as
 * pure as the planner.
 */
package io.milvus.residency.simulation;
