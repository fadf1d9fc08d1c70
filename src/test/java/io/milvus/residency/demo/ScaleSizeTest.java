package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arguments of {@code ./demo --scale}. */
class ScaleSizeTest {

  @Test
  void measuresOneRealServerWithSixPartitionsPerCollection() {
    assertThat(of("--scale 1000 50"))
        .containsExactly(new ScaleSize(1000, 50, 6, OptionalInt.empty(), OptionalLong.empty()));
  }

  @Test
  void readsOptionsInAnyOrder() {
    assertThat(of("--scale 25 25 --limit 128Mi --servers 5 --partitions 4000"))
        .containsExactly(new ScaleSize(25, 25, 4000, OptionalInt.of(5), OptionalLong.of(128)));
  }

  @Test
  void readsSeveralSizes() {
    assertThat(of("--scale 100,500 5,25 --limit 64Mi"))
        .containsExactly(
            new ScaleSize(100, 5, 6, OptionalInt.empty(), OptionalLong.of(64)),
            new ScaleSize(500, 25, 6, OptionalInt.empty(), OptionalLong.of(64)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --scale 1000                        | needs a number of policies and one of collections
          --limit 128Mi --scale 1000 50       | --scale comes first
          --scale many 50                     | POLICIES must be a number, but is "many"
          --scale 100,500 5                   | POLICIES and COLLECTIONS need as many numbers as each other, but have 2 and 1
          --scale 5 10                        | COLLECTIONS, which need a policy each, must be 1 to 5, but is 10
          --scale 10 5 --partitions 5         | --partitions must be 6 to 4095, but is 5
          --scale 10 5 --servers 6            | --servers, of a collection each, must be 1 to 5, but is 6
          --scale 10 5 --servers              | --servers needs a value
          --scale 10 5 --limit 128            | --limit must be in Mi, as in 128Mi, but is "128"
          --scale 10 5 --limit 1Mi            | --limit in Mi must be 16 to 99999, but is 1
          --scale 10 5 --limit 9Mi --limit 8Mi | --limit is given twice
          --scale 10 5 --keep                 | Unknown argument after --scale POLICIES COLLECTIONS: --keep
          """)
  void refusesOtherArguments(String arguments, String message) {
    assertThatThrownBy(() -> of(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void wantsHalfOfThePartitionsLoadedByNameAndByGlob() {
    ScaleSize size = of("--scale 1 1 --partitions 9").get(0);

    assertThat(size.names()).containsExactly("a0", "a1", "b2", "b3", "r4", "r5", "r6", "r7", "r8");
    assertThat(size.loaded()).containsExactly("a0", "a1", "b2", "b3");
  }

  private static List<ScaleSize> of(String arguments) {
    return ScaleSize.of(List.of(arguments.split(" ", -1)));
  }
}
