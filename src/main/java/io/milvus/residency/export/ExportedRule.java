package io.milvus.residency.export;

import io.milvus.residency.api.Rule;
import java.util.List;

/**
 * A rule that describes some of the partitions.
 *
 * @param rule the rule
 * @param comment why the rule is there, in lines
 */
public record ExportedRule(Rule rule, List<String> comment) {

  public ExportedRule {
    comment = List.copyOf(comment);
  }

  ExportedRule named(String name) {
    return new ExportedRule(
        new Rule(
            name,
            rule.match(),
            rule.keepLast(),
            rule.during(),
            rule.listedIn(),
            rule.state(),
            rule.otherwise()),
        comment);
  }
}
