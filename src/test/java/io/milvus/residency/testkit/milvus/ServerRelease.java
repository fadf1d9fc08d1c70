package io.milvus.residency.testkit.milvus;

import java.lang.module.ModuleDescriptor.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a scripted server reports; a name without a number is the era's own. */
record ServerRelease(MilvusEra era, String name) {

  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  /** Returns whether the server is of this release or a later one. */
  boolean atLeast(String release) {
    return number().compareTo(Version.parse(release)) >= 0;
  }

  private Version number() {
    Matcher number = NUMBER.matcher(name);
    if (!number.find()) {
      number = NUMBER.matcher(era.version());
      number.find();
    }
    return Version.parse(number.group());
  }
}
