package io.milvus.residency.milvus;

/** A scripted server, on which the partition "full" does not fit. */
record ScriptedSide(ContractServer side, ContractServer spareSide) implements VaryingBehaviour {}
