package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The decisions of the planner, one folder of examples per rule: {@code src/test/resources/golden}.
 */
class GoldenTest {

  @TestFactory
  Stream<DynamicTest> plansAsWritten() {
    return GoldenCase.all(GoldenTest::plansAsWritten);
  }

  private static void plansAsWritten(GoldenCase golden) {
    assertThat(golden.world().about()).as("what it shows").isNotBlank();
    String actual = GoldenCase.text(PlanText.of(golden.plan(), golden.world()));

    assertThat(actual)
        .as("%s%n%s", golden.name(), golden.world().about())
        .isEqualTo(GoldenCase.text(golden.expected()));
  }
}
