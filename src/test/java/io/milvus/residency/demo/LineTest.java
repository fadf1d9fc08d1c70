package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Straight lines through points. */
class LineTest {

  private record Point(double x, double y) {}

  @Test
  void goesThroughPointsOnALine() {
    Line line = through(new Point(100, 5), new Point(500, 13), new Point(1000, 23));

    assertThat(line.start()).isEqualTo(3, offset(1e-9));
    assertThat(line.slope()).isEqualTo(0.02, offset(1e-9));
  }

  @Test
  void leavesTheLeastSquares() {
    Line line = through(new Point(0, 0), new Point(1, 2), new Point(2, 1));

    assertThat(line.start()).isEqualTo(0.5, offset(1e-9));
    assertThat(line.slope()).isEqualTo(0.5, offset(1e-9));
  }

  private static Line through(Point... points) {
    return Line.through(List.of(points), Point::x, Point::y);
  }
}
