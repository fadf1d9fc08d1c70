package io.milvus.residency.testkit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An API server with the CRD and RBAC of the release, and a Milvus, both shared by all tests of a
 * run.
 */
public final class RealParts implements AutoCloseable {

  /** The namespace where {@code kubectl apply -k deploy} puts the operator. */
  public static final String SYSTEM_NAMESPACE = "residency-system";

  /** The ServiceAccount of the operator. */
  public static final String SERVICE_ACCOUNT = "residency-operator";

  private final KubeServer kube;
  private final MilvusServer milvus;
  private final MilvusUser user;

  /** Takes ownership of the two servers, which {@link #close} closes. */
  public RealParts(KubeServer kube, MilvusServer milvus) {
    this.kube = kube;
    this.milvus = milvus;
    this.user = new MilvusUser(milvus.uri());
  }

  /** Starts both servers concurrently, and installs the CRD and RBAC. */
  public static RealParts start() {
    CompletableFuture<MilvusServer> milvus = CompletableFuture.supplyAsync(MilvusServer::start);
    KubeServer kube = KubeServer.start();
    return new RealParts(kube, milvus.join()).install();
  }

  /** Applies the folder {@code deploy}. */
  public RealParts install() {
    install(kube);
    return this;
  }

  /** Applies the folder {@code deploy} to an API server. */
  public static void install(KubeServer kube) {
    kube.kubectl("apply", "-k", "deploy").checked();
    kube.kubectl("wait", "--for=condition=Established", "crd", "--all").checked();
  }

  /** Returns the API server. */
  public KubeServer kube() {
    return kube;
  }

  /** Returns the Milvus. */
  public MilvusServer milvus() {
    return milvus;
  }

  /** Returns a user of the Milvus. */
  public MilvusUser user() {
    return user;
  }

  /** Returns a client with exactly the rights of the operator. */
  public KubernetesClient operatorClient() {
    return KubeServer.operatorClient(kube.kubeconfig(SYSTEM_NAMESPACE, SERVICE_ACCOUNT));
  }

  /** Returns such a client that reaches the API server through a relay. */
  public KubernetesClient operatorClient(TcpRelay relay) {
    return KubeServer.operatorClient(
        kube.kubeconfig(SYSTEM_NAMESPACE, SERVICE_ACCOUNT)
            .replace(kube.uri(), "https://127.0.0.1:" + relay.port()));
  }

  /** Creates a namespace that no other test uses. */
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
   * The Milvus that the contract is tested on.
   *
   * @param uri the value of MILVUS_URI, or the address of the shared Milvus
   */
  public record SomeMilvus(String uri) {}

  /**
   * A Milvus that lacks memory for rows, for the contract; none beside a Milvus of MILVUS_URI.
   *
   * @param uri starts the server when its address is first asked for
   */
  public record SmallMilvus(Supplier<Optional<String>> uri) {}

  /**
   * Resolves parameters of the types {@link RealParts}, {@link SomeMilvus} and {@link SmallMilvus}.
   */
  public static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return Set.of(RealParts.class, SomeMilvus.class, SmallMilvus.class).contains(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      if (type == SmallMilvus.class) {
        return new SmallMilvus(() -> smallMilvus(context));
      }
      return type == RealParts.class ? shared(context) : someMilvus(context);
    }

    /** Returns the Milvus for the contract. */
    public static SomeMilvus someMilvus(ExtensionContext context) {
      return new SomeMilvus(
          Optional.ofNullable(System.getenv("MILVUS_URI"))
              .orElseGet(() -> shared(context).milvus().uri()));
    }

    private static Optional<String> smallMilvus(ExtensionContext context) {
      if (System.getenv("MILVUS_URI") != null) {
        return Optional.empty();
      }
      MilvusServer server =
          context
              .getRoot()
              .getStore(ExtensionContext.Namespace.create(SmallMilvus.class))
              .computeIfAbsent(
                  SmallMilvus.class,
                  type -> MilvusServer.startWithLittleMemory(),
                  MilvusServer.class);
      return Optional.of(server.uri());
    }

    private static RealParts shared(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(RealParts.class))
          .computeIfAbsent(RealParts.class, type -> RealParts.start(), RealParts.class);
    }
  }
}
