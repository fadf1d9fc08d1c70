package io.milvus.residency.testkit.milvus;

/**
 * The two ways in which servers load and release. The first was seen on a 2.3.5 server; the second
 * follows {@code querycoordv2} of milvus-io/milvus and its pull requests #45154 and #45241.
 */
public enum MilvusEra {

  /** 2.3 to early 2.6: jobs, which affect only the partitions that they name. */
  JOBS("v2.3.5-lite"),

  /**
   * Later 2.6 and 3.0: messages in the write-ahead log. After any change, all loaded partitions of
   * the collection show as loading for a while, and partitions that are created in a loaded
   * collection are loaded, too.
   */
  WAL("v2.6.6");

  private final String version;

  MilvusEra(String version) {
    this.version = version;
  }

  public String version() {
    return version;
  }
}
