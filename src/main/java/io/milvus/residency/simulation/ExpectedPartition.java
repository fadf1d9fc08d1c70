package io.milvus.residency.simulation;

import java.time.Instant;

/**
 * A partition that an application is expected to create.
 *
 * @param name its name
 * @param created the time at which it is created
 */
public record ExpectedPartition(String name, Instant created) {}
