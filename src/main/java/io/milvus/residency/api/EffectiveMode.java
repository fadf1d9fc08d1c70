package io.milvus.residency.api;

/**
 * The mode in which the operator treats a policy, and the settings that decide it. The most
 * cautious setting counts.
 *
 * @param operator the mode of the operator, which no policy can override
 * @param hold true if the annotation {@code hold} is set
 * @param spec the mode of the policy
 */
public record EffectiveMode(Mode operator, boolean hold, Mode spec) {

  /** Returns the effective mode of a policy under an operator that carries out plans. */
  public static EffectiveMode of(Mode spec, Annotations annotations) {
    return new EffectiveMode(Mode.ENFORCE, annotations.hold(), spec);
  }

  /** Returns the same settings of the policy under an operator in another mode. */
  public EffectiveMode under(Mode other) {
    return new EffectiveMode(other, hold, spec);
  }

  /** Returns the mode that counts. */
  public Mode mode() {
    return operator.and(hold ? Mode.OBSERVE : Mode.ENFORCE).and(spec);
  }
}
