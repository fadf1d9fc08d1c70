package io.milvus.residency.cli;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Thrown for valid YAML that is refused here. */
final class UnreadableYaml extends MarkedYAMLException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param problem what is wrong, for users
   * @param mark the place in the text
   */
  UnreadableYaml(String problem, Mark mark) {
    super(null, null, problem, mark);
  }
}
