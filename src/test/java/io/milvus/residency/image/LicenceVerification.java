package io.milvus.residency.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Checks the licences of all libraries in the jar, by the SBOM of the profile image. */
class LicenceVerification {

  /** Licences that allow the jar to be given away under Apache-2.0. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "Apache 2 License", // java-operator-sdk
          "MIT",
          "BSD-3-Clause",
          "Go License", // re2j: BSD-3-Clause
          "EPL-1.0"); // logback, unchanged

  @Test
  void allowsOneLicenceOfEachLibrary() throws IOException {
    Path file = Path.of("target/residency-sbom.json");
    assertThat(file).as("the SBOM, which Maven does not make with the option -o").exists();
    JsonNode sbom = new ObjectMapper().readTree(file.toFile());
    TreeMap<String, List<String>> refused = new TreeMap<>();
    for (JsonNode library : sbom.get("components")) {
      List<String> licences = licences(library);
      if (licences.stream().noneMatch(ALLOWED::contains)) {
        refused.put(library.get("purl").asText(), licences);
      }
    }

    assertThat(sbom.get("components").size()).isPositive();
    assertThat(refused)
        .as("libraries under no allowed licence: read theirs, and allow it here or do without them")
        .isEmpty();
  }

  private static List<String> licences(JsonNode library) {
    List<String> licences = new ArrayList<>();
    for (JsonNode choice : library.path("licenses")) {
      JsonNode licence = choice.path("license");
      licences.add(licence.path("id").asText(licence.path("name").asText()));
    }
    return licences;
  }
}
