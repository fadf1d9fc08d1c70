package io.milvus.residency.testkit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one API server, with the CRD and the RBAC that we ship, and one Milvus, shared by all
 * tests of a run.
 */
public final class RealParts implements AutoCloseable {

  /** Where {@code kubectl apply -k deploy} puts the operator. */
  public static final String SYSTEM_NAMESPACE = "residency-system";

  /** As whom the operator runs. */
  public static final String SERVICE_ACCOUNT = "residency-operator";

  private final KubeServer kube;
  private final MilvusServer milvus;
  private final MilvusUser user;

  /** Of these two servers, which are closed with it. */
  public RealParts(KubeServer kube, MilvusServer milvus) {
    this.kube = kube;
    this.milvus = milvus;
    this.user = new MilvusUser(milvus.uri());
  }

  /** Starts both, at the same time, and installs what we ship. */
  public static RealParts start() {
    CompletableFuture<MilvusServer> milvus = CompletableFuture.supplyAsync(MilvusServer::start);
    KubeServer kube = KubeServer.start();
    return new RealParts(kube, milvus.join()).install();
  }

  /** Installs what we ship. */
  public RealParts install() {
    kube.kubectl("apply", "-k", "deploy").checked();
    kube.kubectl("wait", "--for=condition=Established", "crd", "--all").checked();
    return this;
  }

  /** The API server. */
  public KubeServer kube() {
    return kube;
  }

  /** Milvus. */
  public MilvusServer milvus() {
    return milvus;
  }

  /** Somebody who uses Milvus. */
  public MilvusUser user() {
    return user;
  }

  /** A client with the rights of the operator and no others. */
  public KubernetesClient operatorClient() {
    return KubeServer.client(kube.kubeconfig(SYSTEM_NAMESPACE, SERVICE_ACCOUNT));
  }

  /** A namespace that no other test uses. */
  public String createNamespace() {
    String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
    kube.admin()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  @Override
  public void close() {
    user.close();
    milvus.close();
    kube.close();
  }

  /**
   * The Milvus that the operator's side of the contract is tried on.
   *
   * @param uri that of MILVUS_URI, or of the one that is shared by all tests
   */
  public record SomeMilvus(String uri) {}

  /** Resolves parameters of the types {@link RealParts} and {@link SomeMilvus}. */
  public static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == RealParts.class || type == SomeMilvus.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealParts.class
          ? shared(context)
          : someMilvus(context);
    }

    /** The Milvus that tests of this class are given. */
    public static SomeMilvus someMilvus(ExtensionContext context) {
      return new SomeMilvus(
          Optional.ofNullable(System.getenv("MILVUS_URI"))
              .orElseGet(() -> shared(context).milvus().uri()));
    }

    private static RealParts shared(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(RealParts.class))
          .computeIfAbsent(RealParts.class, type -> RealParts.start(), RealParts.class);
    }
  }
}
