package io.milvus.residency.testkit.milvus;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers the random names of one test in their order, so that a replay finds the names of another
 * run: {@code contract_1a2b3c4d} is {@code contract_n1} in a recording.
 */
final class RecordedNames {

  private static final Pattern RANDOM = Pattern.compile("\\b[a-z]+_[0-9a-f]{8}\\b");
  private static final Pattern NUMBERED = Pattern.compile("\\b[a-z]+_n\\d+\\b");

  private final Map<String, String> numbered = new HashMap<>();
  private final Map<String, String> random = new HashMap<>();

  /** Returns whether a text is a name that tests make up. */
  static boolean madeUp(String text) {
    return RANDOM.matcher(text).matches();
  }

  /** Returns a text of a request with numbers in place of random names. */
  synchronized String number(String text) {
    return RANDOM
        .matcher(text)
        .replaceAll(match -> numbered.computeIfAbsent(match.group(), this::next));
  }

  /** Returns a text of an answer with numbers in place of the random names of requests. */
  synchronized String numberKnown(String text) {
    return RANDOM.matcher(text).replaceAll(match -> numbered.getOrDefault(match.group(), "(name)"));
  }

  private String next(String name) {
    String number = name.substring(0, name.lastIndexOf('_')) + "_n" + (random.size() + 1);
    random.put(number, name);
    return number;
  }

  /** Returns a text of a recording with the random names of this run. */
  synchronized String restore(String text) {
    return NUMBERED
        .matcher(text)
        .replaceAll(match -> random.getOrDefault(match.group(), match.group()));
  }
}
