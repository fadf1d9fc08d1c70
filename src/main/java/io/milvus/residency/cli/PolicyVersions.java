package io.milvus.residency.cli;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.ClaimSet;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The policies before and after an edit.
 *
 * @param before the old policies
 * @param after the new policies
 */
record PolicyVersions(List<Manifest> before, List<Manifest> after) {

  /**
   * A collection with the claims of both versions.
   *
   * @param input the collection with the old policies, which may be none
   * @param after the claims of the new policies, which may be none
   */
  record Compared(PlanInput input, ClaimSet after) {
    /** Returns the collection with the claims of both versions. */
    PlanInput withAll() {
      return input.with(
          new ClaimSet(
              Stream.of(input.claims(), after).flatMap(claims -> claims.all().stream()).toList(),
              input.claims().doubts()));
    }
  }

  /**
   * Reads both versions. One of them may have no policy, but not both.
   *
   * @param files the file with the old policies, and that with the new ones
   * @param err receives a line for each problem
   * @throws UserException if a file can't be read or a policy is not right
   */
  static PolicyVersions read(List<String> files, InputStream in, PrintWriter err)
      throws UserException {
    List<Manifest> before = policies(files.get(0), in);
    List<Manifest> after = policies(files.get(1), in);
    if (before.isEmpty() && after.isEmpty()) {
      throw new UserException(
          String.join(" and ", files) + ": contain no " + Manifest.KIND + ": check the files");
    }
    boolean right = PolicyFiles.areRight(before, err);
    if (!PolicyFiles.areRight(after, err) || !right) {
      throw new UserException("Correct these policies and compare again.");
    }
    return new PolicyVersions(before, after);
  }

  private static List<Manifest> policies(String file, InputStream in) throws UserException {
    return ManifestReader.objects(file, in).stream().filter(Manifest::isPolicy).toList();
  }

  /** Returns all policies of both versions. */
  List<Manifest> all() {
    return Stream.concat(before.stream(), after.stream()).toList();
  }

  /** Reads the collections that either version names. */
  List<Compared> in(World world) throws UserException {
    Map<CollectionId, PlanInput> old = byCollection(world.inputs(before));
    Map<CollectionId, PlanInput> present = byCollection(world.inputs(after));
    Map<CollectionId, PlanInput> all = new LinkedHashMap<>(present);
    all.putAll(old);
    List<Compared> compared = new ArrayList<>();
    all.forEach(
        (id, any) ->
            compared.add(
                new Compared(
                    old.getOrDefault(id, any.with(without(any.claims()))),
                    present.getOrDefault(id, any.with(without(any.claims()))).claims())));
    return compared;
  }

  private static Map<CollectionId, PlanInput> byCollection(List<PlanInput> inputs) {
    Map<CollectionId, PlanInput> byCollection = new LinkedHashMap<>();
    inputs.forEach(input -> byCollection.put(input.observed().id(), input));
    return byCollection;
  }

  private static ClaimSet without(ClaimSet claims) {
    return new ClaimSet(List.<Claim>of(), claims.doubts());
  }
}
