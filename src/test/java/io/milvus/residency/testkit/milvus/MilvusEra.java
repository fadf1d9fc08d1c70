package io.milvus.residency.testkit.milvus;

/**
 * The two ways in which servers load and release. What is said of the first was seen on a server
 * 2.3.5, what is said of the second is told by {@code querycoordv2} of milvus-io/milvus and by its
 * pull requests #45154 and #45241.
 */
public enum MilvusEra {

  /** 2.3 to early 2.6: jobs, which touch only the partitions that they are about. */
  JOBS("v2.3.5-lite"),

  /**
   * Later 2.6 and 3.0: messages in the write-ahead log. Any change lets all that is loaded of the
   * collection show as loading for a while, and partitions that are created in a loaded collection
   * are loaded, too.
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
