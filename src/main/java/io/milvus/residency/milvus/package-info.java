/**
 * The way to Milvus: the port {@link io.milvus.residency.milvus.Milvus} and its implementation on
 * the SDK's own gRPC stub. The SDK is imported nowhere else.
 */
package io.milvus.residency.milvus;
