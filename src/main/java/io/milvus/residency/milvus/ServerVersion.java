package io.milvus.residency.milvus;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server, and what is known of servers of that version: the only place that
 * compares versions. {@code docs/milvus-versions.md} describes the differences. A name without a
 * number, as of a development build, gets the benefit of the doubt: such a server is supported, and
 * nothing is taken for granted.
 *
 * @param name the version as the server reports it
 * @param number its number; empty if the name begins with none
 */
record ServerVersion(String name, Optional<VersionNumber> number) {

  private static final Pattern NUMBER =
      Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\D.*)?");

  /** The number of a release, with nothing behind it. */
  private static final Pattern RELEASE = Pattern.compile("v?\\d+\\.\\d+\\.\\d+");

  /**
   * The beginning of the version of Milvus Lite. The word "lite" alone says nothing: full servers
   * from a Python package report, for example, {@code v2.3.5-lite}.
   */
  private static final String LITE = "milvus_lite";

  /** The versions that the tests of the operator were run with. */
  static final Set<VersionNumber> RUN =
      Set.of(patch(2, 3, 1), patch(2, 3, 2), patch(2, 3, 3), patch(2, 3, 4), patch(2, 3, 5));

  /** The last patches whose sources were read. */
  private static final int LAST_2_6 = 20;

  private static final int LAST_3_0 = 0;

  /** The last major version of which anything is known; a build may be named by its date. */
  private static final int LAST_MAJOR = 3;

  /**
   * The number of a version.
   *
   * @param patch the third part; empty if the name has none, as that of a development build
   */
  record VersionNumber(int major, int minor, OptionalInt patch) {

    /** Returns whether the version is that one or later; a missing patch counts as 0. */
    boolean atLeast(int major, int minor, int patch) {
      if (this.major != major) {
        return this.major > major;
      }
      return this.minor == minor ? this.patch.orElse(0) >= patch : this.minor > minor;
    }
  }

  /** How the behaviour of a version is known. */
  enum Knowledge {
    /** The tests of the operator were run with this version. */
    RUN,
    /** The sources of this version, or of versions around it, were read. */
    SOURCES,
    /** The version is newer, or its name holds no number. */
    NONE
  }

  /** Returns the version with the given name. */
  static ServerVersion of(String name) {
    Matcher matcher = NUMBER.matcher(name);
    return new ServerVersion(
        name, matcher.matches() ? Optional.of(number(matcher)) : Optional.empty());
  }

  private static VersionNumber number(Matcher matcher) {
    String patch = matcher.group(3);
    return new VersionNumber(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        patch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(patch)));
  }

  private static VersionNumber patch(int major, int minor, int patch) {
    return new VersionNumber(major, minor, OptionalInt.of(patch));
  }

  /**
   * Refuses a server that can't load and release single partitions: one older than 2.3, or Milvus
   * Lite.
   *
   * @throws MilvusException with {@link Fault#UNSUPPORTED_VERSION}
   */
  void require() throws MilvusException {
    Optional<String> refusal = refusal();
    if (refusal.isPresent()) {
      throw new MilvusException(Fault.UNSUPPORTED_VERSION, refusal.get(), null);
    }
  }

  /** Returns why the operator can't work with the server, and what to do; empty if it can. */
  Optional<String> refusal() {
    if (name.toLowerCase(Locale.ROOT).startsWith(LITE)) {
      return Optional.of(lite(name));
    }
    return number.isEmpty() || number.get().atLeast(2, 3, 0)
        ? Optional.empty()
        : Optional.of("Milvus " + name + " is too old. Use 2.3 or later.");
  }

  /**
   * Returns the message for Milvus Lite.
   *
   * @param what the sign by which it was recognized
   */
  static String lite(String what) {
    return "Milvus Lite loads whole collections only ("
        + what
        + "). Use a standalone or distributed Milvus, 2.3 or later.";
  }

  /** Returns the failure for a server that reports no version, as Milvus Lite up to 2.5. */
  static MilvusException missing(MilvusException cause) {
    return new MilvusException(
        Fault.UNSUPPORTED_VERSION,
        "The server reports no version. Milvus Lite loads whole collections only, and versions"
            + " before 2.3 are too old. Use a standalone or distributed Milvus, 2.3 or later.",
        cause);
  }

  /**
   * Returns whether a loaded partition answers searches. Before 2.4.6, servers report a partition
   * as loaded some seconds too early. A candidate or other build of 2.4.6 may be older.
   */
  boolean loadedImpliesServing() {
    int first = RELEASE.matcher(name).matches() ? 6 : 7;
    return number.filter(n -> n.major() <= LAST_MAJOR && n.atLeast(2, 4, first)).isPresent();
  }

  /**
   * Returns whether a load that names no resource groups leaves the replicas of a loaded collection
   * where they are, as before 2.4.6. Development builds are not trusted.
   */
  boolean keepsResourceGroups() {
    return number.filter(n -> n.patch().isPresent() && !n.atLeast(2, 4, 6)).isPresent();
  }

  /** Returns how the behaviour of this version is known. */
  Knowledge knowledge() {
    if (number.filter(RUN::contains).isPresent()) {
      return Knowledge.RUN;
    }
    return number.filter(ServerVersion::read).isPresent() ? Knowledge.SOURCES : Knowledge.NONE;
  }

  /** Returns a warning, and what to do, if nothing is known of this version. */
  Optional<String> warning() {
    return knowledge() == Knowledge.NONE
        ? Optional.of(
            "Milvus "
                + (name.isEmpty() ? "of an unknown version" : name)
                + " is not among the versions in docs/milvus-versions.md. Try policies with mode:"
                + " Observe first.")
        : Optional.empty();
  }

  private static boolean read(VersionNumber number) {
    boolean released = number.patch().isPresent();
    return released
        && number.atLeast(2, 3, 0)
        && (!number.atLeast(2, 6, LAST_2_6 + 1)
            || (number.atLeast(3, 0, 0) && !number.atLeast(3, 0, LAST_3_0 + 1)));
  }
}
