package io.milvus.residency.rules;

import java.util.List;

/**
 * A pattern for whole names: {@code *} matches any number of characters, {@code ?} exactly one.
 *
 * <p>The positions in the pattern that a name may have reached are the bits of a number, so that
 * all of them advance at once: the cost of a match is the length of the name, times the length of
 * the pattern divided by 64, whatever the pattern is.
 */
public final class Glob {

  private final String pattern;

  /** The text before the first wildcard, which rules out most names at once. */
  private final String prefix;

  /** The positions by character: bit i is set if the character leads to position i. */
  private final long[][] fits;

  /** Likewise for characters that do not occur in the pattern. */
  private final long[] fitsAny;

  /** Bit i is set if there is a {@code *} at position i, so that the name may stay there. */
  private final long[] stays;

  private final int end;

  private Glob(String pattern) {
    this.pattern = pattern;
    this.prefix = pattern.substring(0, literals(pattern));
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

  /** Returns the number of characters before the first wildcard. */
  private static int literals(String pattern) {
    int end = 0;
    while (end < pattern.length() && pattern.charAt(end) != '*' && pattern.charAt(end) != '?') {
      end++;
    }
    return end;
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

  /** Compiles a pattern; every text is a valid one. */
  static Glob of(String pattern) {
    return new Glob(pattern);
  }

  /** Returns whether a pattern matches a whole name. */
  public static boolean matches(String pattern, String name) {
    return of(pattern).matches(name);
  }

  /** Returns whether one of the patterns matches the whole name. */
  static boolean anyMatches(List<Glob> globs, String name) {
    // No iterator, because this runs for every rule and partition.
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).matches(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether names that match may begin with a character. */
  boolean mayBegin(char first) {
    char c = pattern.charAt(0);
    return c == '*' || c == '?' || c == first;
  }

  /** Returns whether the pattern matches the whole name. */
  boolean matches(String name) {
    return name.startsWith(prefix)
        && (stays.length == 1 ? matchesByOneNumber(name) : matchesBySeveral(name));
  }

  /** Matches a pattern shorter than 64 characters, the usual case, without allocating an array. */
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

  /** Advances by a character, and returns whether any position is left. */
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
