package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that users start from, on a real API server. */
@ExtendWith(RealParts.Extension.class)
class ExamplePoliciesIT {

  @TempDir private Path folder;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("deploy", "examples", "policies"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void appliesAndShowsNoDifferenceAfterwards(Path example, RealParts parts) throws IOException {
    String namespace = parts.createNamespace();
    Path file =
        Files.writeString(
            folder.resolve(example.getFileName()),
            Files.readString(example).replace("namespace: search", "namespace: " + namespace));

    String applied = parts.kube().kubectl("apply", "-f", file.toString()).checked();

    assertThat(applied).contains("partitionloadpolicy.residency.milvus.io/").contains("created");
    assertThat(applied).doesNotContain("Warning");
    assertThat(parts.kube().kubectl("diff", "-f", file.toString()).output()).isEmpty();
    assertThat(
            parts
                .kube()
                .admin()
                .resources(PartitionLoadPolicy.class)
                .inNamespace(namespace)
                .list()
                .getItems())
        .singleElement()
        .satisfies(policy -> assertThat(policy.getSpec().invalid()).isEmpty());
  }
}
