package io.milvus.residency.milvus;

/** The promises of {@link GrpcMilvus}, for every server. */
interface MilvusContract extends LookContract, ChangeContract {}
