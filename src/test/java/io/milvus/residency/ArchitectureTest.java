package io.milvus.residency;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.milvus.residency.milvus.Fault;
import org.junit.jupiter.api.Test;

/** Checks that packages depend one way, and that one package knows each outside system. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.milvus.residency");

  @Test
  void allowsOnlyDependenciesOnLowerPackages() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy("..residency.api..")
        .layer("model")
        .definedBy("..residency.model..")
        .layer("rules")
        .definedBy("..residency.rules..")
        .layer("plan")
        .definedBy("..residency.plan..")
        .layer("threads")
        .definedBy("..residency.threads..")
        .layer("leader")
        .definedBy("..residency.leader..")
        .layer("milvus")
        .definedBy("..residency.milvus..")
        .layer("report")
        .definedBy("..residency.report..")
        .layer("reconcile")
        .definedBy("..residency.reconcile..")
        .layer("kube")
        .definedBy("..residency.kube..")
        .layer("metrics")
        .definedBy("..residency.metrics..")
        .layer("schema")
        .definedBy("..residency.schema..")
        .layer("simulation")
        .definedBy("..residency.simulation..")
        .layer("page")
        .definedBy("..residency.page..")
        .layer("picture")
        .definedBy("..residency.picture..")
        .layer("kubeconfig")
        .definedBy("..residency.kubeconfig..")
        .layer("cluster")
        .definedBy("..residency.cluster..")
        .layer("overview")
        .definedBy("..residency.overview..")
        .layer("export")
        .definedBy("..residency.export..")
        .layer("cli")
        .definedBy("..residency.cli..")
        .layer("app")
        .definedBy("..residency.app..")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("model")
        .mayNotAccessAnyLayer()
        .whereLayer("rules")
        .mayOnlyAccessLayers("api", "model")
        .whereLayer("plan")
        .mayOnlyAccessLayers("api", "model", "rules")
        .whereLayer("threads")
        .mayNotAccessAnyLayer()
        .whereLayer("leader")
        .mayOnlyAccessLayers("threads")
        .whereLayer("milvus")
        .mayOnlyAccessLayers("api", "model", "threads", "leader")
        .whereLayer("report")
        .mayOnlyAccessLayers("api", "model", "plan")
        .whereLayer("reconcile")
        .mayOnlyAccessLayers("api", "model", "rules", "plan", "milvus", "threads")
        .whereLayer("kube")
        .mayOnlyAccessLayers(
            "api", "model", "rules", "plan", "milvus", "report", "reconcile", "threads", "leader")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("api", "model", "plan", "milvus", "reconcile")
        .whereLayer("schema")
        .mayNotAccessAnyLayer()
        .whereLayer("simulation")
        .mayOnlyAccessLayers("api", "model", "rules", "plan")
        .whereLayer("page")
        .mayNotAccessAnyLayer()
        .whereLayer("picture")
        .mayOnlyAccessLayers("api", "model", "plan", "simulation", "page")
        .whereLayer("kubeconfig")
        .mayOnlyAccessLayers("kube")
        .whereLayer("cluster")
        .mayOnlyAccessLayers("api", "model", "kube", "kubeconfig")
        .whereLayer("overview")
        .mayOnlyAccessLayers("api", "model", "rules", "plan", "page")
        .whereLayer("export")
        .mayOnlyAccessLayers("api", "model", "rules", "plan")
        .whereLayer("cli")
        .mayOnlyAccessLayers(
            "api",
            "model",
            "rules",
            "plan",
            "milvus",
            "schema",
            "simulation",
            "page",
            "picture",
            "kubeconfig",
            "cluster",
            "overview",
            "export")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  @Test
  void hasNoPackageCycles() {
    slices().matching("io.milvus.residency.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void keepsSdkInMilvus() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..residency.milvus..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.milvus.grpc..", "io.milvus.shaded..", "io.milvus.v2..", "io.milvus.param..")
        .check(CLASSES);
  }

  /** Other packages ask a {@code MilvusException} for the reason and the retry. */
  @Test
  void keepsFaultsInMilvus() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..residency.milvus..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Fault.class)
        .check(CLASSES);
  }

  @Test
  void keepsCelInSchema() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..residency.schema..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.cel..")
        .check(CLASSES);
  }

  @Test
  void keepsKubernetesClientInKubeClusterAndApp() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..residency.rules..",
            "..residency.plan..",
            "..residency.leader..",
            "..residency.milvus..",
            "..residency.report..",
            "..residency.reconcile..",
            "..residency.schema..",
            "..residency.simulation..",
            "..residency.page..",
            "..residency.picture..",
            "..residency.overview..",
            "..residency.export..",
            "..residency.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
        .check(CLASSES);
  }

  @Test
  void keepsDecisionsPure() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..residency.model..",
            "..residency.rules..",
            "..residency.plan..",
            "..residency.simulation..",
            "..residency.picture..",
            "..residency.export..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fabric8..",
            "org.slf4j..",
            "java.io..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.net..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }
}
