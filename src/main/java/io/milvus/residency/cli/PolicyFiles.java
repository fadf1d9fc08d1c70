package io.milvus.residency.cli;

import io.milvus.residency.schema.Problem;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the policies of a command line and checks them. */
final class PolicyFiles {

  private PolicyFiles() {}

  /**
   * Returns the policies of files, or none after printing what is wrong with them.
   *
   * @param err receives a line for each problem
   */
  static List<Manifest> read(List<String> files, InputStream in, PrintWriter err) {
    List<String> unread = new ArrayList<>();
    List<Manifest> policies =
        ManifestReader.read(files, in, unread::add).stream().filter(Manifest::isPolicy).toList();
    unread.forEach(err::println);
    return areRight(policies, err) && unread.isEmpty() ? policies : List.of();
  }

  /** Checks policies and prints what is wrong with them. */
  static boolean areRight(List<Manifest> policies, PrintWriter err) {
    Map<Object, Manifest> known = new HashMap<>();
    PolicyValidator validator = new PolicyValidator();
    boolean right = true;
    for (Manifest policy : policies) {
      for (Problem problem : validator.problems(policy, Optional.empty())) {
        err.println(PlainText.of(policy + ": " + problem));
        right = false;
      }
      Manifest other = known.put(policy.name(), policy);
      if (other != null) {
        err.println(
            PlainText.of(
                policy.name()
                    + " is given twice, in "
                    + other.file()
                    + " and "
                    + policy.file()
                    + ": give it once, or give each policy its own name"));
        right = false;
      }
    }
    return right;
  }
}
