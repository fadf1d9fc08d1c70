package io.milvus.residency.simulation;

import java.util.List;

/**
 * The course of one partition over the period of a timeline.
 *
 * @param partition its name
 * @param expected whether the partition does not exist yet and is expected to be created
 * @param spans its spans in order, without gaps, from the begin to the end of the timeline; never
 *     empty
 */
public record PartitionTimeline(String partition, boolean expected, List<Span> spans) {

  public PartitionTimeline {
    spans = List.copyOf(spans);
  }
}
