package io.milvus.residency.demo;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A straight line through measured points, by least squares.
 *
 * @param start the value at 0
 * @param slope the value of each step from there
 */
record Line(double start, double slope) {

  /** Returns the line through points, of which two at least differ in {@code x}. */
  static <T> Line through(List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    double meanX = points.stream().mapToDouble(x).average().orElseThrow();
    double meanY = points.stream().mapToDouble(y).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (T point : points) {
      double difference = x.applyAsDouble(point) - meanX;
      products += difference * (y.applyAsDouble(point) - meanY);
      squares += difference * difference;
    }
    double slope = products / squares;
    return new Line(meanY - slope * meanX, slope);
  }
}
