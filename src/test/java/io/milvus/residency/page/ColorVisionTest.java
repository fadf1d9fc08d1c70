package io.milvus.residency.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the colors that stand side by side as people with each kind of color vision see them.
 *
 * <p>The measure is the Euclidean distance in OKLab, because it also holds between colors that are
 * far from each other; CIEDE2000 is fitted to small differences. A difference is just noticeable at
 * about 0.02 (Color.js and CSS Color 4 use that number), so that the least distance is four times
 * as much.
 */
class ColorVisionTest {

  private static final double LEAST = .08;

  /**
   * Kinds of color vision, as matrices on linear RGB: Machado, Oliveira and Fernandes, "A
   * Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
   * Visualization and Computer Graphics 15 (2009), 1291-1298, doi:10.1109/TVCG.2009.113, severity
   * 1.0.
   */
  enum Vision {
    COMMON,
    PROTANOPIA,
    DEUTERANOPIA,
    TRITANOPIA;

    private double[] matrix() {
      return switch (this) {
        case COMMON -> new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
        case PROTANOPIA ->
            new double[] {
              .152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998
            };
        case DEUTERANOPIA ->
            new double[] {
              .367322, .860646, -.227968, .280085, .672501, .047413, -.011820, .042940, .968881
            };
        case TRITANOPIA ->
            new double[] {
              1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .303900
            };
      };
    }

    /** Returns the color in OKLab (Björn Ottosson, "A perceptual color space", 2020). */
    double[] seen(double[] linear) {
      double[] rgb =
          DoubleStream.of(product(matrix(), linear))
              .map(v -> Math.max(0, Math.min(1, v)))
              .toArray();
      double[] cones =
          product(
              new double[] {
                .4122214708, .5363325363, .0514459929,
                .2119034982, .6806995451, .1073969566,
                .0883024619, .2817188376, .6299787005
              },
              rgb);
      return product(
          new double[] {
            .2104542553, .7936177850, -.0040720468,
            1.9779984951, -2.4285922050, .4505937099,
            .0259040371, .7827717662, -.8086757660
          },
          DoubleStream.of(cones).map(Math::cbrt).toArray());
    }

    private static double[] product(double[] matrix, double[] vector) {
      return IntStream.of(0, 3, 6)
          .mapToDouble(
              i -> matrix[i] * vector[0] + matrix[i + 1] * vector[1] + matrix[i + 2] * vector[2])
          .toArray();
    }
  }

  /** Two colors that stand side by side, by their names in the palette. */
  private record Pair(String a, String b) {}

  static Stream<Arguments> schemesAndVisions() {
    return Stream.of("light", "dark")
        .flatMap(scheme -> Stream.of(Vision.values()).map(vision -> Arguments.of(scheme, vision)));
  }

  @ParameterizedTest
  @MethodSource("schemesAndVisions")
  void tellsTheColorsApartThatStandSideBySide(String scheme, Vision vision) {
    String colors = Palette.css(":root").split("@media", 2)[scheme.equals("light") ? 0 : 1];

    for (Pair pair : sideBySide()) {
      double[] a = vision.seen(linear(colors, pair.a()));
      double[] b = vision.seen(linear(colors, pair.b()));
      double distance = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
      assertThat(distance).as(pair.toString()).isGreaterThan(LEAST);
    }
  }

  /** Returns the bars of any two rules, and of what no policy decides; and the bar of a load. */
  private static List<Pair> sideBySide() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i <= Palette.SERIES; i++) {
      pairs.add(new Pair("series-" + i, "edge"));
      pairs.add(new Pair("series-" + i, "line"));
      pairs.add(new Pair("series-" + i, "ground"));
      for (int j = i + 1; j <= Palette.SERIES; j++) {
        pairs.add(new Pair("series-" + i, "series-" + j));
      }
    }
    return pairs;
  }

  private static double[] linear(String colors, String name) {
    Matcher color = Pattern.compile("--" + name + ": #(..)(..)(..);").matcher(colors);
    assertThat(color.find()).as(name).isTrue();
    return IntStream.rangeClosed(1, 3)
        .mapToDouble(i -> Integer.parseInt(color.group(i), 16) / 255.0)
        .map(v -> v <= .04045 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4))
        .toArray();
  }
}
