package io.milvus.residency.export;

import io.milvus.residency.api.MilvusRef;
import java.util.Optional;

/**
 * The surroundings of the policies that are written.
 *
 * @param namespace the namespace of the policies; if empty, that of whoever applies them
 * @param milvus the connection of the policies to Milvus, as the cluster reaches it
 * @param database the database of the collections
 */
public record PolicyTarget(Optional<String> namespace, MilvusRef milvus, String database) {}
