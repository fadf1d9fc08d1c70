package io.milvus.residency.plan;

import java.util.List;

/** Patterns over whole names: {@code *} is any run of characters, {@code ?} any single one. */
public final class Glob {

  private Glob() {}

  /** Whether one of the patterns covers the whole name. */
  static boolean anyMatches(List<String> patterns, String name) {
    // Without an iterator: this runs for every rule and partition.
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether names that the pattern covers may begin so. */
  static boolean mayBegin(String pattern, char first) {
    char c = pattern.charAt(0);
    return c == '*' || c == '?' || c == first;
  }

  /** Whether the pattern covers the whole name, in time of at most both lengths multiplied. */
  public static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
