package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the planner decides, one folder of examples a rule: {@code src/test/resources/golden}. */
class GoldenTest {

  @TestFactory
  Stream<DynamicTest> thePlanIsAsWritten() {
    return GoldenCase.all(GoldenTest::thePlanIsAsWritten);
  }

  private static void thePlanIsAsWritten(GoldenCase golden) {
    assertThat(golden.world().about()).as("what it shows").isNotBlank();
    String actual = GoldenCase.text(PlanText.of(golden.plan(), golden.world()));

    assertThat(actual)
        .as("%s%n%s", golden.name(), golden.world().about())
        .isEqualTo(GoldenCase.text(golden.expected()));
  }
}
