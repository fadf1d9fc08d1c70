package io.milvus.residency.milvus;

/** A server that the contract is tested on. */
interface ContractSubject {

  /** Returns the server under test. */
  ContractServer side();

  /** Returns a name for the server in reports, or an empty text: then its version is the name. */
  default String server() {
    return "";
  }

  /** Returns whether the operator may refuse the server; otherwise that fails the tests. */
  default boolean refusable() {
    return false;
  }
}
