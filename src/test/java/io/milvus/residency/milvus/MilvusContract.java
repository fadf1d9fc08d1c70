package io.milvus.residency.milvus;

/** What {@link GrpcMilvus} promises, whatever server it talks to. */
interface MilvusContract extends LookContract, ChangeContract {}
