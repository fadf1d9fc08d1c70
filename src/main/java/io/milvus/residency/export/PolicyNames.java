package io.milvus.residency.export;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names policies after collections: different collections have different policies. The name of a
 * collection has letters, digits and underscores, and does not begin with a digit.
 */
final class PolicyNames {

  /** The names of collections that are valid names of policies, but for underscores. */
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9]([a-z0-9_]{0,98}[a-z0-9])?");

  private static final String DEFAULT_DATABASE = "default";
  private static final int KEPT = 40;
  private static final int HASH_BYTES = 5;

  private PolicyNames() {}

  /**
   * Returns the name for a collection: that of the collection, after that of its database if it is
   * not the default one. If characters had to be replaced, a hash follows, which begins with a
   * digit, as no collection does.
   */
  static String of(String database, String collection) {
    String prefix = database.equals(DEFAULT_DATABASE) ? "" : database + ".";
    boolean plain = PLAIN.matcher(collection).matches() && isPlain(database);
    String name = prefix.isEmpty() ? label(collection) : label(database) + "." + label(collection);
    return plain ? name : name + ".0" + hash(prefix + collection);
  }

  /**
   * Returns the name of one of several policies for a collection.
   *
   * @param part the number of the policy, from 1
   */
  static String part(String name, int part) {
    return part == 1 ? name : name + "." + part;
  }

  private static boolean isPlain(String database) {
    return PLAIN.matcher(database).matches();
  }

  private static String label(String text) {
    String label =
        PLAIN.matcher(text).matches()
            ? text
            : text.substring(0, Math.min(KEPT, text.length())).toLowerCase(Locale.ROOT);
    String clean = label.replaceAll("[^a-z0-9]", "-").replaceAll("^-+|-+$", "");
    return clean.isEmpty() ? "x" : clean;
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-256", e);
    }
  }
}
