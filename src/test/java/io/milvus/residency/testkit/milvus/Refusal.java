package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;

/** An error that Milvus returns. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final int olderCode;

  public Refusal(int code, int olderCode, String reason) {
    super(reason);
    this.code = code;
    this.olderCode = olderCode;
  }

  @SuppressWarnings("deprecation") // Servers of 2.3 set both.
  public Status status() {
    return Status.newBuilder()
        .setCode(code)
        .setErrorCode(ErrorCode.forNumber(olderCode))
        .setReason(getMessage())
        .build();
  }

  public static Refusal noCollection(String database, String collection) {
    return new Refusal(
        100, 4, "collection not found[database=" + database + "][collection=" + collection + "]");
  }

  /** Returns the answer to a description of a missing collection: of 2.3 as seen, else as read. */
  static Refusal notDescribed(MilvusEra era, String database, String collection) {
    String doubled = era == MilvusEra.JOBS ? " collection not found" : "";
    return new Refusal(
        100,
        1,
        "can't find collection%s[database=%s][collection=%s]"
            .formatted(doubled, database, collection));
  }

  public static Refusal noDatabase(String database) {
    return new Refusal(800, 1, "database not found[database=" + database + "]");
  }

  public static Refusal noPartition(String partition) {
    return new Refusal(200, 15, "partition not found[partition=" + partition + "]");
  }
}
