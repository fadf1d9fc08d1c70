package io.milvus.residency.export;

import io.milvus.residency.api.MilvusRef;
import io.milvus.residency.api.Rule;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.Phrases;
import java.util.ArrayList;
import java.util.List;

/** Writes exported collections as manifests, one or more for each collection. */
public final class ManifestWriter {

  /** The most rules of a policy. */
  private static final int MAX_RULES = 32;

  /**
   * The most characters of names in a policy: kubectl apply keeps a copy of the manifest in an
   * annotation, and the API server takes annotations of 256 KiB.
   */
  private static final int MAX_CHARACTERS = 100_000;

  private static final int SHOWN = 5;

  private final PolicyTarget target;
  private final List<String> lines = new ArrayList<>();

  private ManifestWriter(PolicyTarget target) {
    this.target = target;
  }

  /**
   * Returns the manifests of a collection, as YAML documents with comments.
   *
   * @param export a collection with at least one rule
   */
  public static String write(CollectionExport export, PolicyTarget target) {
    ManifestWriter writer = new ManifestWriter(target);
    List<List<ExportedRule>> parts = parts(export.rules());
    writer.head(export, parts.size());
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        writer.lines.add("---");
      }
      writer.policy(export, i + 1, parts.get(i));
    }
    writer.left(export);
    return String.join("\n", writer.lines) + "\n";
  }

  private static List<List<ExportedRule>> parts(List<ExportedRule> rules) {
    List<List<ExportedRule>> parts = new ArrayList<>();
    int characters = 0;
    for (ExportedRule rule : rules) {
      int more = rule.rule().match().names().stream().mapToInt(String::length).sum();
      if (parts.isEmpty()
          || parts.get(parts.size() - 1).size() == MAX_RULES
          || characters + more > MAX_CHARACTERS) {
        parts.add(new ArrayList<>());
        characters = 0;
      }
      parts.get(parts.size() - 1).add(rule);
      characters += more;
    }
    return parts;
  }

  private void head(CollectionExport export, int parts) {
    comment(
        "",
        "Collection %s of database %s at %s: %d of %d partitions are loaded."
            .formatted(
                export.observed().name(),
                target.database(),
                export.now(),
                export.loaded(),
                export.observed().partitions().size()));
    if (parts > 1) {
      comment(
          "", "It takes " + parts + " policies, because one has room for fewer rules and names.");
    }
    comment(
        "",
        "Apply this, and see Ready in status: it should end with \"Enforce would change nothing.\" In mode Observe,"
            + " the operator changes nothing. Export again after some days. If the result is the same, or you know why"
            + " not, stop whatever loads and releases these partitions now, and set mode to Enforce.");
  }

  private void policy(CollectionExport export, int part, List<ExportedRule> rules) {
    String name =
        PolicyNames.part(PolicyNames.of(target.database(), export.observed().name()), part);
    lines.add("apiVersion: residency.milvus.io/v1alpha1");
    lines.add("kind: PartitionLoadPolicy");
    lines.add("metadata:");
    lines.add("  name: " + YamlText.scalar(name));
    target.namespace().ifPresent(text -> lines.add("  namespace: " + YamlText.scalar(text)));
    lines.add("spec:");
    connection(target.milvus());
    if (!target.database().equals("default")) {
      lines.add("  database: " + YamlText.scalar(target.database()));
    }
    lines.add("  collection: " + YamlText.scalar(export.observed().name()));
    lines.add("  mode: Observe   # then Enforce");
    if (rules.stream().anyMatch(rule -> rule.rule().keepLast().isPresent())) {
      lines.add(
          export
              .zone()
              .map(zone -> "  timeZone: " + zone)
              .orElse("  timeZone: UTC   # where days begin and end; assumed"));
    }
    lines.add("  rules:");
    rules.forEach(this::rule);
    export.observed().live().ifPresent(this::settings);
  }

  private void connection(MilvusRef milvus) {
    lines.add("  milvus:");
    lines.add("    uri: \"" + milvus.uri() + "\"");
    milvus
        .credentialsSecretRef()
        .ifPresent(
            secret -> {
              comment("    ", "Create this Secret with the key token, or username and password.");
              lines.add("    credentialsSecretRef: {name: " + secret.name() + "}");
            });
    milvus
        .tls()
        .ifPresent(
            tls -> {
              lines.add("    tls:");
              tls.secretRef()
                  .ifPresent(
                      secret -> {
                        comment(
                            "      ",
                            "Create this Secret with the key ca.crt, and tls.crt and tls.key if Milvus demands them.");
                        lines.add("      secretRef: {name: " + secret.name() + "}");
                      });
              tls.serverName().ifPresent(name -> lines.add("      serverName: \"" + name + "\""));
            });
  }

  private void rule(ExportedRule exported) {
    Rule rule = exported.rule();
    exported.comment().forEach(text -> comment("    ", text));
    lines.add("    - name: " + rule.name());
    lines.add("      match:");
    if (!rule.match().names().isEmpty()) {
      lines.addAll(YamlText.list("        ", "names", rule.match().names()));
    }
    if (!rule.match().globs().isEmpty()) {
      lines.addAll(YamlText.list("        ", "globs", rule.match().globs()));
    }
    rule.match()
        .dateFormat()
        .ifPresent(format -> lines.add("        dateFormat: " + YamlText.scalar(format)));
    rule.keepLast().ifPresent(count -> lines.add("      keepLast: " + count));
    lines.add("      state: " + rule.state());
    rule.otherwise().ifPresent(state -> lines.add("      otherwise: " + state));
  }

  private void settings(LoadSettings live) {
    comment(
        "  ",
        "Without load, replicas (%d) and resource groups (%s) stay as the collection has them."
            .formatted(live.replicas(), String.join(", ", live.resourceGroups())));
  }

  /** Writes what no rule decides, and why. */
  private void left(CollectionExport export) {
    if (!export.released().isEmpty()) {
      comment(
          "  ",
          "No rule decides what is not loaded, so that it is left alone whoever loads it: "
              + shown(export.released())
              + ". A rule with state: Released would keep it released.");
    }
    if (!export.loading().isEmpty()) {
      comment(
          "  ",
          "No rule decides what is loading now: "
              + shown(export.loading())
              + ". Export again when it is loaded.");
    }
    if (!export.unnameable().isEmpty()) {
      comment("  ", "Loaded, but no policy can name them: " + shown(export.unnameable()) + ".");
    }
    export.refusedDates().stream()
        .limit(SHOWN)
        .forEach(why -> comment("  ", "No rule has the date format " + why + "."));
  }

  private static String shown(List<String> names) {
    return Phrases.firstOf(names, SHOWN);
  }

  private void comment(String indent, String text) {
    lines.addAll(YamlText.comment(indent, text));
  }
}
