package io.milvus.residency.testkit.milvus;

import java.time.Instant;
import java.util.List;

/**
 * A call that a Milvus got.
 *
 * @param at when it came
 * @param partitions those that it names; empty for a call about none
 * @param troubled whether it was given trouble, so that it may have come to nothing
 */
public record MilvusCall(
    Instant at, String method, String collection, List<String> partitions, boolean troubled) {}
