package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a policy from vanishing before the operator is done with it. Each patch tests what it
 * changes, so that it needs no right to read the policy, and takes no finalizer of others along.
 */
final class FinalizerPatch {

  static final String NAME = PartitionLoadPolicy.GROUP + "/release";

  private static final String PATH = "/metadata/finalizers";

  private FinalizerPatch() {}

  /** Puts it on a policy that does not have it. */
  static void add(KubernetesClient client, PartitionLoadPolicy resource) {
    List<String> present = resource.getFinalizers();
    List<String> wanted = new ArrayList<>(present);
    wanted.add(NAME);
    patch(
        client,
        resource,
        List.of(
            operation("test", PATH, present.isEmpty() ? null : present),
            operation("add", PATH, wanted)));
  }

  /** Takes it off a policy that has it. */
  static void remove(KubernetesClient client, PartitionLoadPolicy resource) {
    String own = PATH + "/" + resource.getFinalizers().indexOf(NAME);
    patch(client, resource, List.of(operation("test", own, NAME), operation("remove", own, null)));
  }

  private static void patch(
      KubernetesClient client, PartitionLoadPolicy resource, List<Map<String, Object>> patch) {
    client.resource(resource).patch(PatchContext.of(PatchType.JSON), Serialization.asJson(patch));
  }

  private static Map<String, Object> operation(String name, String path, Object value) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", name);
    operation.put("path", path);
    operation.put("value", value);
    return operation;
  }
}
