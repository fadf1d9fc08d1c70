package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ReferencePageTest {

  @Test
  void hasTheFieldsOfTheCrd() throws IOException {
    if (System.getProperty("docs.write") != null) {
      ReferencePage.write();
    }

    assertThat(Files.readString(ReferencePage.PAGE))
        .as("To renew the page: mvn test -Dtest=ReferencePageTest -Ddocs.write")
        .isEqualTo(ReferencePage.text())
        .contains("| `spec.rules[].match.dateFormat` |", "| `status.conditions[].reason` |");
  }
}
