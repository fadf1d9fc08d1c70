package io.milvus.residency;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.kube.KubernetesLease;
import io.milvus.residency.kube.WriteAccess;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that whatever changes Milvus or the API server needs the leadership. */
class WritePathsTest {

  private static final String STUB = "io.milvus.grpc.MilvusServiceGrpc$MilvusServiceBlockingStub";

  /** The methods of Milvus that change nothing. */
  private static final Set<String> READS =
      Set.of(
          "checkHealth",
          "connect",
          "describeCollection",
          "describeIndex",
          "describeResourceGroup",
          "getLoadState",
          "getLoadingProgress",
          "getPersistentSegmentInfo",
          "getQuerySegmentInfo",
          "getReplicas",
          "getVersion",
          "hasCollection",
          "listResourceGroups",
          "showCollections",
          "showPartitions");

  /** The check of {@code residency doctor}, whose calls name a partition that does not exist. */
  private static final String PRIVILEGE_CHECK = "io.milvus.residency.milvus.PrivilegeCheck";

  private static final Set<String> KUBERNETES_WRITES =
      Set.of(
          "create",
          "createOr",
          "createOrReplace",
          "delete",
          "deleteCollection",
          "edit",
          "editStatus",
          "evict",
          "method",
          "patch",
          "patchStatus",
          "post",
          "put",
          "replace",
          "replaceStatus",
          "scale",
          "serverSideApply",
          "update",
          "updateStatus");

  /** The commands of a person, who writes annotations with the own rights, leader or not. */
  private static final String OF_PEOPLE = "io.milvus.residency.cluster";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.milvus.residency");

  private static Stream<JavaMethodCall> calls(Predicate<JavaMethodCall> wanted) {
    return CLASSES.stream().flatMap(type -> type.getMethodCallsFromSelf().stream()).filter(wanted);
  }

  /** Returns whether a call is in a lambda of a method that hands lambdas to another method. */
  private static boolean isHandedTo(String owner, String method, JavaMethodCall call) {
    JavaCodeUnit origin = call.getOrigin();
    return call.isDeclaredInLambda()
        && origin.getMethodCallsFromSelf().stream()
            .anyMatch(
                other ->
                    other.getTargetOwner().getName().equals(owner)
                        && other.getName().equals(method));
  }

  @Test
  void changesMilvusThroughTheCheckOfRpcCaller() {
    List<JavaMethodCall> changes =
        calls(
                call ->
                    call.getTargetOwner().getName().equals(STUB)
                        && !call.getName().startsWith("with")
                        && !READS.contains(call.getName())
                        && !call.getOriginOwner().getName().equals(PRIVILEGE_CHECK))
            .toList();
    String caller = "io.milvus.residency.milvus.RpcCaller";

    assertThat(changes)
        .extracting(JavaAccess::getName)
        .containsExactlyInAnyOrder("loadPartitions", "releasePartitions");
    assertThat(changes)
        .allMatch(call -> isHandedTo(caller, "change", call))
        .noneMatch(call -> isHandedTo(caller, "make", call));
  }

  @Test
  void checksPrivilegesInTheCommandLineOnly() {
    assertThat(calls(call -> call.getName().equals("preflight")))
        .isNotEmpty()
        .allMatch(call -> call.getOriginOwner().getPackageName().endsWith(".cli"));
  }

  @Test
  void annotatesForPeopleInTheCommandLineOnly() {
    assertThat(
            calls(
                call ->
                    call.getTargetOwner().isEquivalentTo(PolicyClient.class)
                        && !call.getOriginOwner().getPackageName().equals(OF_PEOPLE)))
        .isNotEmpty()
        .allMatch(call -> call.getOriginOwner().getPackageName().endsWith(".cli"));
  }

  @Test
  void changesKubernetesThroughWriteAccess() {
    List<JavaMethodCall> writes =
        calls(
                call ->
                    call.getTargetOwner()
                            .getPackageName()
                            .startsWith("io.fabric8.kubernetes.client")
                        && KUBERNETES_WRITES.contains(call.getName())
                        && !call.getOriginOwner().getPackageName().equals(OF_PEOPLE)
                        && !call.getOriginOwner().isEquivalentTo(KubernetesLease.class))
            .toList();

    assertThat(writes)
        .extracting(call -> call.getOriginOwner().getSimpleName() + " " + call.getName())
        .containsExactlyInAnyOrder(
            "EventPublisher serverSideApply", "FinalizerPatch patch", "PolicyReconciler patch");
    assertThat(writes).allMatch(call -> isHandedTo(WriteAccess.class.getName(), "write", call));
    assertThat(writes)
        .extracting(JavaMethodCall::getOriginOwner)
        .as("have no client but the one that WriteAccess hands out")
        .allMatch(
            type ->
                type.getAllFields().stream()
                    .noneMatch(field -> field.getRawType().isAssignableTo(KubernetesClient.class)));
  }

  /** The framework would write with its own client. */
  @Test
  void letsTheFrameworkWriteNothing() {
    noClasses().should().implement(Cleaner.class).check(CLASSES);
    noClasses().should().callMethod(Context.class, "getClient").check(CLASSES);
    assertThat(
            calls(
                    call ->
                        call.getTargetOwner().isEquivalentTo(UpdateControl.class)
                            || call.getTargetOwner().isEquivalentTo(DeleteControl.class)
                            || call.getTargetOwner()
                                .isEquivalentTo(PrimaryUpdateAndCacheUtils.class))
                .map(JavaAccess::getName))
        .isSubsetOf("noUpdate", "rescheduleAfter", "updateAndCacheResource");
  }
}
