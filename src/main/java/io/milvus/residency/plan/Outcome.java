package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import java.util.List;
import java.util.Optional;

/** What came of one policy in a pass. */
public sealed interface Outcome {

  /**
   * The collection was seen and planned for.
   *
   * @param observed the collection as it was at the end of the pass
   * @param findings what the policy wants of each partition that it decides
   * @param mismatch how the collection's load settings differ from those of the policy, for people
   */
  record Planned(Observed observed, List<Finding> findings, Optional<String> mismatch)
      implements Outcome {
    public Planned {
      findings = List.copyOf(findings);
    }
  }

  /**
   * The pass did not come that far.
   *
   * @param reason why
   * @param message the same for people
   */
  record Failed(Reason reason, String message) implements Outcome {}
}
