package io.milvus.residency.testkit.milvus;

/**
 * The three ways in which servers load and release. The first was seen on a server 2.3.5; the
 * others follow the source of {@code querycoordv2}, which was seen to run for 3.0.
 */
public enum MilvusEra {

  /** 2.3.0 to 2.4.5: jobs, which affect only the partitions that they name. */
  JOBS("v2.3.5-lite"),

  /**
   * 2.4.6 to 2.6.5: jobs, where a load that does not fit ends with all partitions of its call, and
   * holds up the loads after it.
   */
  LATE_JOBS("v2.5.27"),

  /**
   * 2.6.6 and later, and 3.0: messages in the write-ahead log. After any change, all loaded
   * partitions of the collection show as loading for a while, a load that does not fit ends with
   * all of them, and partitions that are created in a loaded collection are loaded, too.
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
