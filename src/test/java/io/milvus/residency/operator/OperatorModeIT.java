package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.docs.Page;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator in mode Observe, and its way there and back. */
@ExtendWith(RealParts.Extension.class)
class OperatorModeIT {

  private static final String OBSERVES =
      "The operator runs in mode Observe and changes nothing for any policy.";

  private final String collection = MilvusUser.uniqueName("trial");

  @Test
  void changesNothingInMilvusWhileItObserves(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "old");
    parts.user().load(collection, "old");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.stopOperator();
      operator.awaitStates(collection, Map.of("old", "Loaded"));
      Map<String, String> before = parts.user().loadStates(collection);
      operator.apply("serving", policy(parts, "[de]", "[old]"));

      operator.startOperator(Mode.OBSERVE);

      operator.awaitReason("serving", "Observing");
      assertThat(operator.message("serving"))
          .startsWith(OBSERVES)
          .contains("Enforce would load de and release old.");
      assertThat(List.of(operator.message("serving")))
          .isEqualTo(Page.read(Path.of("docs", "install.md")).shownFor(OperatorModeIT.class));
      operator.apply("serving", policy(parts, "[fr]", "[old]"));
      operator.awaitMessage("serving", "Enforce would load fr and release old.");
      assertThat(operator.policy("serving").getMetadata().getFinalizers()).isEmpty();
      operator.delete("serving");
      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("serving") == null);
      assertThat(parts.user().loadStates(collection)).isEqualTo(before);
    }
  }

  @Test
  void removesFinalizerAndDeletesWithoutReleasing(RealParts parts) {
    parts.user().createCollection(collection, "de", "old");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", policy(parts, "[de]", "[old]"));
      operator.apply("leaving", policy(parts, "[de]", "[old]"));
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("leaving", "InSync");
      assertThat(operator.policy("serving").getMetadata().getFinalizers()).hasSize(1);
      operator.stopOperator();
      operator.delete("leaving");

      operator.startOperator(Mode.OBSERVE);

      OperatorFixture.soon("the deletion ends").until(() -> operator.policy("leaving") == null);
      OperatorFixture.soon("the finalizer is removed")
          .until(() -> operator.policy("serving").getMetadata().getFinalizers().isEmpty());
      OperatorFixture.soon("the event")
          .until(
              () ->
                  operator.eventNotes().stream()
                      .anyMatch(
                          note ->
                              note.startsWith(
                                  "The policy was deleted, but its partitions were not released:"
                                      + " the operator runs in mode Observe.")));
      operator.awaitStates(collection, Map.of("de", "Loaded"));

      operator.stopOperator();
      operator.startOperator(Mode.ENFORCE);
      OperatorFixture.soon("the finalizer is back")
          .until(() -> operator.policy("serving").getMetadata().getFinalizers().size() == 1);
    }
  }

  @Test
  void blocksWhatWasLoadedWhileItObserved(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "it", "old", "older");
    parts.user().load(collection, "de", "fr", "it", "old");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", policy(parts, "[de]", "[old, older]"));
      operator.awaitStates(collection, Map.of("old", "NotLoad"));
      operator.awaitReason("serving", "InSync");
      operator.stopOperator();
      operator.startOperator(Mode.OBSERVE);
      operator.awaitMessage("serving", "Enforce would change nothing.");

      parts.user().load(collection, "old", "older");
      operator.awaitMessage("serving", "Enforce would load nothing and release old, older.");
      operator.stopOperator();
      operator.startOperator(Mode.ENFORCE);

      operator.awaitReason("serving", "ReleaseBlocked");
      assertThat(parts.user().loadStates(collection))
          .containsEntry("old", "Loaded")
          .containsEntry("older", "Loaded");
    }
  }

  private String policy(RealParts parts, String loaded, String released) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    mode: Enforce
    rules:
      - {name: serving, match: {names: %s}, state: Loaded}
      - {name: old, match: {names: %s}, state: Released}
    safety: {releaseDelay: 0s}
    interval: 5s
    deletionPolicy: Release
    """
        .formatted(parts.milvus().uri(), collection, loaded, released);
  }
}
