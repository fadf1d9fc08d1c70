package io.milvus.residency.cli;

import io.milvus.residency.cli.PolicyVersions.Compared;
import io.milvus.residency.simulation.Edit;
import io.milvus.residency.simulation.ExpectedPartition;
import io.milvus.residency.simulation.SimulationInput;
import io.milvus.residency.simulation.Simulator;
import io.milvus.residency.simulation.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Simulates one collection after another.
 *
 * @param now the begin of the simulations
 * @param period their length
 * @param families the partitions that are expected to be created
 * @param progress shows the time that a simulation reaches
 */
record CollectionSimulations(
    Instant now, Duration period, ExpectedFamilies families, Progress progress) {

  /** Returns the timeline of each collection. */
  List<Timeline> timelines(List<PlanInput> collections) throws UserException {
    families.refuseUnknown(collections);
    List<Timeline> timelines = new ArrayList<>();
    for (PlanInput input : collections) {
      SimulationInput simulated = with(expected(input, collections.size()), input);
      timelines.add(Simulator.simulate(simulated, period, shown(simulated)));
    }
    return timelines;
  }

  /** Returns the comparison of the old and the new policies of each collection. */
  List<ComparisonView> comparisons(List<Compared> collections) throws UserException {
    families.refuseUnknown(collections.stream().map(Compared::withAll).toList());
    List<ComparisonView> comparisons = new ArrayList<>();
    for (Compared compared : collections) {
      SimulationInput simulated =
          with(expected(compared.withAll(), collections.size()), compared.input());
      Edit edit = Edit.of(simulated, compared.after());
      comparisons.add(ComparisonView.of(edit.compare(period, shown(simulated))));
    }
    return comparisons;
  }

  private List<ExpectedPartition> expected(PlanInput input, int collections) {
    return families.of(input, collections == 1, now, now.plus(period));
  }

  /** Refuses a file without partitions, of which nothing could be told. */
  private SimulationInput with(List<ExpectedPartition> expected, PlanInput input)
      throws UserException {
    SimulationInput simulated = input.simulation(now, expected);
    if (simulated.observed().partitions().isEmpty() && expected.isEmpty()) {
      throw new UserException(
          "Collection "
              + simulated.observed().name()
              + " has no partitions, so nothing can be simulated: check the file of --partitions, or"
              + " give --expect FORMAT.");
    }
    return simulated;
  }

  private Consumer<Instant> shown(SimulationInput simulated) {
    return time -> progress.show("Simulating " + simulated.observed().name() + " at " + time);
  }
}
