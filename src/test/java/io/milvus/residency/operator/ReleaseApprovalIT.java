package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus.Blocked;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Edits that release more than {@code safety.maxReleasePerChange}, which need an approval. */
@ExtendWith(RealParts.Extension.class)
class ReleaseApprovalIT {

  private static final Pattern COMMAND = Pattern.compile("`kubectl (annotate [^`]+)`");

  private final String collection = MilvusUser.uniqueName("guard");

  @Test
  void blocksLargeReleaseUntilItIsApproved(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2", "p_3", "p_4", "fresh");
    parts.user().load(collection, "p_1", "p_2", "p_3", "p_4");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "cleanup",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: serving, match: {names: [p_1, fresh]}, state: Loaded}
            - {name: old, match: {globs: ["p_*"]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 0s}
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitReason("cleanup", "ReleaseBlocked");
      Blocked blocked = operator.policy("cleanup").getStatus().blocked().orElseThrow();
      assertThat(blocked.releases()).isEqualTo(3);
      assertThat(operator.policy("cleanup").getStatus().settledIntent()).isEmpty();
      operator.awaitStates(
          collection, Map.of("fresh", "Loaded", "p_2", "Loaded", "p_3", "Loaded", "p_4", "Loaded"));

      OperatorFixture.soon("an event asks for approval")
          .until(
              () -> operator.eventNotes().stream().anyMatch(n -> n.contains("To approve exactly")));

      operator.annotate("cleanup", "residency.milvus.io/approve=0123456789abcdef");
      OperatorFixture.soon("the wrong approval is reported")
          .until(
              () -> operator.message("cleanup").contains("0123456789abcdef is for another edit"));
      operator.awaitStates(collection, Map.of("p_2", "Loaded", "p_3", "Loaded", "p_4", "Loaded"));

      approve(parts, operator);
      operator.awaitStates(
          collection,
          Map.of("p_1", "Loaded", "p_2", "NotLoad", "p_3", "NotLoad", "p_4", "NotLoad"));
      operator.awaitReason("cleanup", "InSync");
      assertThat(operator.policy("cleanup").getStatus().blocked()).isEmpty();
      assertThat(operator.policy("cleanup").getStatus().settledIntent()).isPresent();

      // Within a settled intent, drift of any size is corrected.
      parts.user().load(collection, "p_2", "p_3", "p_4");
      operator.awaitStates(
          collection,
          Map.of("p_1", "Loaded", "p_2", "NotLoad", "p_3", "NotLoad", "p_4", "NotLoad"));
    }
  }

  @Test
  void keepsReleaseLimitDespiteLoadsOfTheEditAndARestart(RealParts parts) {
    String[] old = IntStream.rangeClosed(1, 5).mapToObj(i -> "t_" + i).toArray(String[]::new);
    String[] fresh = IntStream.rangeClosed(1, 20).mapToObj(i -> "u_" + i).toArray(String[]::new);
    parts
        .user()
        .createCollection(
            collection, Stream.of(old, fresh).flatMap(Stream::of).toArray(String[]::new));
    parts.user().load(collection, old);
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "swap",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: fresh, match: {globs: ["u_*"]}, state: Loaded}
            - {name: old, match: {globs: ["t_*"]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 0s, minResident: 0}
          load: {replicas: 1}
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitStates(collection, states(fresh, "Loaded"));
      operator.awaitReason("swap", "ReleaseBlocked");
      Change change = operator.policy("swap").getStatus().change().orElseThrow();
      assertThat(change.resident()).isEqualTo(5);
      assertThat(change.released()).isZero();

      operator.stopOperator();
      operator.startOperator();
      operator.annotate("swap", "residency.milvus.io/requestedAt=again");
      OperatorFixture.soon("the request is handled")
          .until(
              () -> operator.policy("swap").getStatus().lastHandledReconcileAt(),
              Optional.of("again")::equals);

      operator.awaitReason("swap", "ReleaseBlocked");
      assertThat(operator.policy("swap").getStatus().change()).contains(change);
      assertThat(parts.user().loadStates(collection)).containsAllEntriesOf(states(old, "Loaded"));
    }
  }

  @Test
  void asksAgainWhenAnApprovedEditIsRepeated(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2", "p_3");
    parts.user().load(collection, "p_1", "p_2", "p_3");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("cleanup", released(parts, "p_*"));
      operator.awaitReason("cleanup", "ReleaseBlocked");
      approve(parts, operator);
      operator.awaitReason("cleanup", "InSync");
      Map<String, String> notLoaded = states(new String[] {"p_1", "p_2", "p_3"}, "NotLoad");
      operator.awaitStates(collection, notLoaded);

      operator.apply("cleanup", released(parts, "nothing_*"));
      operator.awaitReason("cleanup", "InSync");
      parts.user().load(collection, "p_1", "p_2", "p_3");
      operator.apply("cleanup", released(parts, "p_*"));

      operator.awaitReason("cleanup", "ReleaseBlocked");
      assertThat(operator.message("cleanup")).contains("is for another edit");
      operator.awaitStates(collection, states(new String[] {"p_1", "p_2", "p_3"}, "Loaded"));
      approve(parts, operator);
      operator.awaitStates(collection, notLoaded);
    }
  }

  private String released(RealParts parts, String glob) {
    return """
        milvus: {uri: "%s"}
        collection: %s
        rules: [{name: old, match: {globs: ["%s"]}, state: Released}]
        interval: 5s
        load: {replicas: 1}
        safety: {releaseDelay: 0s, minResident: 0}
        """
        .formatted(parts.milvus().uri(), collection, glob);
  }

  private static void approve(RealParts parts, OperatorFixture operator) {
    Matcher command = COMMAND.matcher(operator.message("cleanup"));
    assertThat(command.find()).as(operator.message("cleanup")).isTrue();
    parts.kube().kubectl(command.group(1).split(" ")).checked();
  }

  private static Map<String, String> states(String[] names, String state) {
    return Stream.of(names).collect(Collectors.toMap(name -> name, name -> state));
  }

  @Test
  void blocksReleasesInARecreatedCollection(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2", "p_3");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "serving",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: serving, match: {names: [_default]}, state: Loaded}
            - {name: old, match: {globs: ["p_*"]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 0s}
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitReason("serving", "InSync");
      String before = operator.collectionId("serving").orElseThrow();

      parts.user().dropCollection(collection);
      operator.awaitReason("serving", "CollectionNotFound");
      parts.user().createCollection(collection, "p_1", "p_2", "p_3");
      parts.user().load(collection, "p_1", "p_2", "p_3");

      operator.awaitReason("serving", "ReleaseBlocked");
      operator.awaitStates(
          collection,
          Map.of("_default", "Loaded", "p_1", "Loaded", "p_2", "Loaded", "p_3", "Loaded"));
      assertThat(operator.collectionId("serving")).isPresent().get().isNotEqualTo(before);
    }
  }
}
