package io.milvus.residency.milvus;

import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.HasCollectionRequest;
import io.milvus.residency.milvus.RpcCaller.Call;
import java.util.List;
import java.util.Set;

/**
 * Confirms that a collection or its database is missing. A server that is starting, or whose caches
 * are stale, may report an existing collection as missing, and a policy whose collection is missing
 * protects nothing.
 */
final class AbsenceCheck {

  private static final Set<Fault> MISSING =
      Set.of(Fault.COLLECTION_NOT_FOUND, Fault.DATABASE_NOT_FOUND);

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;

  AbsenceCheck(RpcCaller caller, String database, Deadlines deadlines) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
  }

  /** A call that may report a missing collection. */
  interface Question<T> {
    T ask() throws MilvusException;
  }

  /** Returns whether a failure reports that the collection or its database is missing. */
  static boolean said(MilvusException e) {
    return MISSING.contains(e.fault());
  }

  /**
   * Makes the call. If the call reports that the collection or its database is missing, asks
   * HasCollection to confirm that.
   *
   * @throws MilvusException with {@link Fault#NOT_READY} if HasCollection does not confirm that the
   *     collection or database is missing, for whatever reason; any other failure of the call
   *     unchanged
   */
  <T> T confirmed(String collection, Question<T> question) throws MilvusException {
    try {
      return question.ask();
    } catch (MilvusException e) {
      throw said(e) ? confirmed(collection, e) : e;
    }
  }

  private MilvusException confirmed(String collection, MilvusException missing) {
    try {
      return has(collection)
          ? new MilvusException(
              Fault.NOT_READY,
              "Milvus contradicts itself about whether the collection exists. Retrying.",
              missing)
          : missing(missing.fault(), collection, missing);
    } catch (MilvusException e) {
      return said(e)
          ? missing(e.fault(), collection, e)
          : new MilvusException(
              Fault.NOT_READY,
              "Could not confirm that the collection does not exist: " + e.getMessage(),
              e);
    }
  }

  private MilvusException missing(Fault fault, String collection, MilvusException cause) {
    return new MilvusException(
        fault,
        "Collection "
            + collection
            + " does not exist in database "
            + database
            + ". Create it or check the name.",
        cause);
  }

  private boolean has(String collection) throws MilvusException {
    return caller
        .make(
            new Call("HasCollection", collection, List.of(), deadlines.read()),
            stub ->
                stub.hasCollection(
                    HasCollectionRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .build()),
            BoolResponse::getStatus)
        .getValue();
  }
}
