package io.milvus.residency.testkit.milvus;

import java.time.Instant;
import java.util.List;

/**
 * A call that a Milvus received.
 *
 * @param at the time of the call
 * @param partitions the partitions that the call names, or none
 * @param troubled whether the call was troubled, so that it may have had no effect
 */
public record MilvusCall(
    Instant at, String method, String collection, List<String> partitions, boolean troubled) {}
