package io.milvus.residency.rules;

import java.util.List;

/**
 * A pattern over whole names: {@code *} is any run of characters, {@code ?} any single one.
 *
 * <p>The places in the pattern that a name may have come to are bits of one number, so that all
 * ways to go on are followed at once: a name costs its length, times the length of the pattern by
 * 64, whatever stands in it.
 */
public final class Glob {

  private final String pattern;

  /** By character: bit i is set where it may follow, so that the name has come to place i. */
  private final long[][] fits;

  /** The same for a character that the pattern does not name. */
  private final long[] fitsAny;

  /** Bit i is set where a {@code *} stands at place i, so that the name may stay there. */
  private final long[] stays;

  private final int end;

  private Glob(String pattern) {
    this.pattern = pattern;
    int words = pattern.length() / Long.SIZE + 1;
    fits = new long[pattern.chars().max().orElse(0) + 1][];
    fitsAny = new long[words];
    stays = new long[words];
    int place = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        set(stays, place);
      } else if (c == '?') {
        set(fitsAny, ++place);
      } else {
        fits[c] = fits[c] == null ? new long[words] : fits[c];
        set(fits[c], ++place);
      }
    }
    end = place;
    for (int c = 0; c < fits.length; c++) {
      fits[c] = fits[c] == null ? fitsAny : or(fits[c], fitsAny);
    }
  }

  private static void set(long[] bits, int place) {
    bits[place / Long.SIZE] |= 1L << place;
  }

  private static long[] or(long[] one, long[] other) {
    long[] both = new long[one.length];
    for (int i = 0; i < one.length; i++) {
      both[i] = one[i] | other[i];
    }
    return both;
  }

  /** Reads a pattern; each text is one. */
  static Glob of(String pattern) {
    return new Glob(pattern);
  }

  /** Whether a pattern covers a whole name. */
  public static boolean matches(String pattern, String name) {
    return of(pattern).matches(name);
  }

  /** Whether one of the patterns covers the whole name. */
  static boolean anyMatches(List<Glob> globs, String name) {
    // Without an iterator: this runs for every rule and partition.
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).matches(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether names that it covers may begin so. */
  boolean mayBegin(char first) {
    char c = pattern.charAt(0);
    return c == '*' || c == '?' || c == first;
  }

  /** Whether it covers the whole name. */
  boolean matches(String name) {
    return stays.length == 1 ? matchesByOneNumber(name) : matchesBySeveral(name);
  }

  /** Nearly all patterns are that short, and this runs for every rule and partition. */
  private boolean matchesByOneNumber(String name) {
    long places = 1;
    for (int i = 0; i < name.length() && places != 0; i++) {
      char c = name.charAt(i);
      long fit = (c < fits.length ? fits[c] : fitsAny)[0];
      places = ((places << 1) & fit) | (places & stays[0]);
    }
    return (places & (1L << end)) != 0;
  }

  private boolean matchesBySeveral(String name) {
    long[] places = new long[stays.length];
    places[0] = 1;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!step(places, c < fits.length ? fits[c] : fitsAny)) {
        return false;
      }
    }
    return (places[end / Long.SIZE] & (1L << end)) != 0;
  }

  /** Goes on by a character, and tells whether there is a way to. */
  private boolean step(long[] places, long[] fit) {
    long carry = 0;
    long left = 0;
    for (int i = 0; i < places.length; i++) {
      long here = places[i];
      places[i] = (((here << 1) | carry) & fit[i]) | (here & stays[i]);
      carry = here >>> (Long.SIZE - 1);
      left |= places[i];
    }
    return left != 0;
  }
}
