package io.milvus.residency.picture;

import java.time.Duration;
import java.time.Instant;

/**
 * Places of times on a horizontal line.
 *
 * @param from the time at its left end
 * @param to the time at its right end
 * @param begin the place of the left end
 * @param length the length
 * @param unit the unit behind each number
 */
record Scale(Instant from, Instant to, double begin, double length, String unit) {

  /** Returns places in percent of the width of the picture. */
  static Scale percent(Instant from, Instant to) {
    return new Scale(from, to, 0, 100, "%");
  }

  /** Returns the part of the line that is left of a time, from 0 to 1. */
  double fraction(Instant time) {
    double part = (double) Duration.between(from, time).toMillis();
    return Math.max(0, Math.min(1, part / Math.max(1, Duration.between(from, to).toMillis())));
  }

  /** Returns the place of a time. */
  String x(Instant time) {
    return number(rounded(time)) + unit;
  }

  /**
   * Returns the length of a period, of which at least something is to be seen. It ends just where
   * the next period begins, so that there is no seam.
   */
  String width(Instant since, Instant until) {
    return number(Math.max(.25, rounded(until) - rounded(since))) + unit;
  }

  private double rounded(Instant time) {
    return Math.round((begin + fraction(time) * length) * 100) / 100.0;
  }

  /** Returns a number with at most two decimals. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    if (hundredths % 100 == 0) {
      return Long.toString(hundredths / 100);
    }
    return Double.toString(hundredths / 100.0);
  }
}
