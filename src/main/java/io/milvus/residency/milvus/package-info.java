/**
 * Access to Milvus: the port {@link io.milvus.residency.milvus.Milvus} and its implementation on
 * the gRPC stub of the SDK. No other package imports the SDK.
 */
package io.milvus.residency.milvus;
