package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The patches that add and remove the operator's finalizer. Each patch tests what it changes, so
 * that it needs no right to read the policy and removes no finalizer of others.
 */
final class FinalizerPatch {

  static final String NAME = PartitionLoadPolicy.GROUP + "/release";

  private static final String PATH = "/metadata/finalizers";

  private FinalizerPatch() {}

  /** Adds the finalizer to a policy without it. */
  static void add(WriteAccess access, PartitionLoadPolicy resource) {
    List<String> present = resource.getFinalizers();
    List<String> wanted = new ArrayList<>(present);
    wanted.add(NAME);
    patch(
        access,
        resource,
        List.of(
            operation("test", PATH, present.isEmpty() ? null : present),
            operation("add", PATH, wanted)));
  }

  /** Removes the finalizer from a policy with it. */
  static void remove(WriteAccess access, PartitionLoadPolicy resource) {
    String own = PATH + "/" + resource.getFinalizers().indexOf(NAME);
    patch(access, resource, List.of(operation("test", own, NAME), operation("remove", own, null)));
  }

  private static void patch(
      WriteAccess access, PartitionLoadPolicy resource, List<Map<String, Object>> patch) {
    String json = Serialization.asJson(patch);
    var unused =
        access.write(
            client -> client.resource(resource).patch(PatchContext.of(PatchType.JSON), json));
  }

  private static Map<String, Object> operation(String name, String path, Object value) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", name);
    operation.put("path", path);
    operation.put("value", value);
    return operation;
  }
}
