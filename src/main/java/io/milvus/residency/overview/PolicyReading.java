package io.milvus.residency.overview;

import io.fabric8.kubernetes.api.model.Condition;
import io.milvus.residency.api.Address;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.overview.PolicyOverview.Declaration;
import io.milvus.residency.overview.PolicyOverview.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A policy as an object of the cluster, read for people.
 *
 * @param name its name
 * @param address the address of its Milvus, as seen from the whole cluster
 * @param spec its spec
 * @param status its status
 * @param overview its part of the overview
 */
record PolicyReading(
    PolicyName name,
    String address,
    PolicySpec spec,
    PolicyStatus status,
    PolicyOverview overview) {

  static PolicyReading of(PartitionLoadPolicy policy, Instant now) {
    PolicyName name =
        new PolicyName(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    PolicySpec spec = Optional.ofNullable(policy.getSpec()).orElseGet(PolicyReading::missing);
    PolicyStatus status = Optional.ofNullable(policy.getStatus()).orElse(PolicyStatus.EMPTY);
    List<String> doubts = new ArrayList<>(Freshness.doubts(policy, status, now));
    boolean late = !doubts.isEmpty();
    boolean current = Freshness.current(policy, status);
    State state = state(status, current, late);
    if (policy.isMarkedForDeletion()) {
      doubts.add("The policy is being deleted.");
    }
    spec.invalid()
        .filter(why -> !state.reason().equals(Reason.INVALID_SPEC.toString()))
        .ifPresent(why -> doubts.add("This version of residency can't read the policy: " + why));
    return new PolicyReading(
        name,
        PlainText.of(Address.inNamespace(spec.milvus().uri(), name.namespace())),
        spec,
        status,
        new PolicyOverview(
            name,
            declared(policy, spec),
            state,
            status.summary(),
            status.pending().stream().map(PolicyReading::plain).toList(),
            status.next(),
            doubts.stream().map(PlainText::of).toList()));
  }

  private static PolicySpec missing() {
    return PolicySpec.invalid("spec: is missing");
  }

  private static Declaration declared(PartitionLoadPolicy policy, PolicySpec spec) {
    EffectiveMode mode = EffectiveMode.of(spec.mode(), Annotations.of(policy));
    return new Declaration(
        PlainText.of(spec.collection()),
        Optional.of(mode.mode()).filter(m -> spec.invalid().isEmpty()),
        mode.hold() && mode.spec() == Mode.ENFORCE,
        spec.timeZone().toString(),
        spec.rules().stream().map(RuleText::of).toList());
  }

  private static State state(PolicyStatus status, boolean current, boolean late) {
    Optional<Condition> ready = condition(status, "Ready");
    if (ready.isEmpty()) {
      return new State(
          Attention.UNKNOWN,
          "",
          "No operator has reported on this policy, or its status can't be read. Check that an"
              + " operator runs and watches the namespace.",
          Optional.empty());
    }
    Attention attention = attention(status, ready.get());
    if (!current) {
      attention = Attention.UNKNOWN;
    } else if (late) {
      attention = attention.and(Attention.UNKNOWN);
    }
    return new State(
        attention,
        PlainText.of(Optional.ofNullable(ready.get().getReason()).orElse("")),
        PlainText.of(Optional.ofNullable(ready.get().getMessage()).orElse("")),
        time(ready.get()));
  }

  /** Returns the attention; a reason of a newer operator is judged by its conditions. */
  private static Attention attention(PolicyStatus status, Condition ready) {
    Optional<Reason> known =
        Stream.of(Reason.values())
            .filter(reason -> reason.toString().equals(ready.getReason()))
            .findFirst();
    if (known.isPresent()) {
      return Attention.of(known.get());
    }
    if (isTrue(condition(status, "Stalled"))) {
      return Attention.ACTION;
    }
    return isTrue(Optional.of(ready)) ? Attention.SETTLED : Attention.TROUBLE;
  }

  private static Optional<Condition> condition(PolicyStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static boolean isTrue(Optional<Condition> condition) {
    return condition.filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  private static Optional<Instant> time(Condition condition) {
    try {
      return Optional.ofNullable(condition.getLastTransitionTime()).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Pending plain(Pending pending) {
    return new Pending(
        PlainText.of(pending.name()),
        pending.desired(),
        PlainText.of(pending.actual()),
        PlainText.of(pending.rule()),
        pending.reason(),
        pending.message().map(PlainText::of),
        pending.progress(),
        pending.notBefore());
  }

  /** Returns the identity of the collection that an operator has found. */
  Optional<CollectionId> identity() {
    return status.collection().flatMap(PolicyReading::identity);
  }

  private static Optional<CollectionId> identity(PolicyStatus.GovernedCollection collection) {
    try {
      return Optional.of(new CollectionId(Long.parseLong(collection.id()), collection.created()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String database() {
    return PlainText.of(spec.database());
  }

  /** Returns the real name of the collection where it is known, otherwise the declared name. */
  String collection() {
    return PlainText.of(
        status.collection().map(c -> c.name()).orElse(overview.declared().collection()));
  }
}
