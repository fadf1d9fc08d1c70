package io.milvus.residency.kube;

import com.sun.management.OperatingSystemMXBean;
import io.milvus.residency.testkit.Footprint;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The deciding part of the operator with any number of policies, without Milvus and without an API
 * server: what it takes to read the policies, to decide about all collections, and to keep it all.
 * Prints one line for each step, with the time that has passed and the CPU time of the process.
 *
 * <p>Arguments: the number of policies, of collections, and of partitions of each collection.
 */
public final class FleetSimulation {

  private static final int ROUNDS = 5;
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private FleetSimulation() {}

  /** Runs the simulation. */
  public static void main(String[] arguments) {
    int policies = Integer.parseInt(arguments[0]);
    int collections = Integer.parseInt(arguments[1]);
    int partitions = Integer.parseInt(arguments[2]);
    System.out.printf(
        "%d policies of three rules on %d collections of %d partitions%n",
        policies, collections, partitions);
    try (KeptScene scene = read(policies, collections, partitions)) {
      measured("first pass over each collection", scene::begin);
      for (int i = 0; i < ROUNDS; i++) {
        measured("next pass over each collection", scene::passes);
      }
      long kept = Footprint.of(scene.kept()).total();
      System.out.printf("kept: %.1f MB, %d bytes a policy%n", kept / MEGA, kept / policies);
    }
  }

  private static KeptScene read(int policies, int collections, int partitions) {
    KeptScene[] scene = new KeptScene[1];
    measured(
        "reading the policies", () -> scene[0] = new KeptScene(policies, collections, partitions));
    return scene[0];
  }

  private static void measured(String what, Runnable step) {
    long start = System.nanoTime();
    long cpu = cpu();
    step.run();
    System.out.printf(
        "%-32s %6.2f s, %6.2f s CPU%n",
        what, Duration.ofNanos(System.nanoTime() - start).toNanos() / NANOS, (cpu() - cpu) / NANOS);
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
