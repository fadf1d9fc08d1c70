package io.milvus.residency.model;

import java.time.Instant;

/**
 * What makes a collection the same one, whatever name, alias or address it is reached by. A
 * re-created collection is another one.
 *
 * @param id Milvus' number
 * @param created when it was created
 */
public record CollectionId(long id, Instant created) {}
