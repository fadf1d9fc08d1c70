package io.milvus.residency.cli;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Something in a text that is YAML and yet is not read here. */
final class UnreadableYaml extends MarkedYAMLException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param problem what is wrong, for people
   * @param mark where
   */
  UnreadableYaml(String problem, Mark mark) {
    super(null, null, problem, mark);
  }
}
