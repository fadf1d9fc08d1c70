package io.milvus.residency.overview;

import java.util.List;

/**
 * A Milvus that policies name.
 *
 * @param address its address as seen from the whole cluster; empty if policies have none that can
 *     be read
 * @param attention the most pressing of its collections
 * @param health what the statuses tell about it, as a sentence
 * @param collections its collections, the most pressing first
 */
public record ServerOverview(
    String address, Attention attention, String health, List<CollectionOverview> collections) {}
