package io.milvus.residency.model;

import java.time.Instant;

/**
 * The identity of a collection, whatever name, alias or address leads to it. A re-created
 * collection has another identity.
 *
 * @param id the number that Milvus gave the collection
 * @param created the time when the collection was created
 */
public record CollectionId(long id, Instant created) {}
