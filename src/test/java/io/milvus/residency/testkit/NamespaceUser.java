package io.milvus.residency.testkit;

import java.nio.file.Path;
import java.util.Map;

/**
 * An ordinary user of a cluster, with the rights of some ClusterRoles in one namespace.
 *
 * @param kubeconfig the file with the token of the user, and the namespace in its context
 */
public record NamespaceUser(Path kubeconfig) {

  /**
   * Creates a user.
   *
   * @param roles the ClusterRoles, such as {@code residency-view} and {@code residency-edit}
   */
  public static NamespaceUser create(
      KubeServer kube, Path folder, String namespace, String name, String... roles) {
    kube.kubectl("create", "serviceaccount", name, "-n", namespace).checked();
    for (String role : roles) {
      kube.kubectl(
              "create",
              "rolebinding",
              name + "-" + role,
              "-n",
              namespace,
              "--clusterrole=" + role,
              "--serviceaccount=" + namespace + ":" + name)
          .checked();
    }
    String kubeconfig =
        kube.kubeconfig(namespace, name)
            .replace(
                "cluster: test, user: test", "cluster: test, user: test, namespace: " + namespace);
    Path file = folder.resolve(name + ".kubeconfig");
    Folders.write(file, kubeconfig);
    return new NamespaceUser(file);
  }

  /** Returns the environment of a process of this user. */
  public Map<String, String> environment() {
    return Map.of("KUBECONFIG", kubeconfig.toString());
  }
}
