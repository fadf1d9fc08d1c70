package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ConfigMapKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A name for all that people have written about one collection. It is the same as long as they
 * change nothing that decides what is released, and does not depend on the clock or on Milvus.
 */
final class Intent {

  private static final String VERSION = "v1-";
  private static final int DIGITS = 16;

  private Intent() {}

  /** The floor is in it, because lowering it releases what it kept. */
  static String of(List<Claim> claims, CollectionId collection) {
    String all =
        claims.stream()
            .filter(claim -> !claim.leaving())
            .sorted(Comparator.comparing(Claim::policy))
            .map(Intent::text)
            .collect(joining("\n"));
    return VERSION + hash(collection.id() + " " + collection.created() + "\n" + all);
  }

  /** Names the approval of releasing just these partitions, for just that intent. */
  static String approval(String intent, Collection<String> partitions) {
    return hash(intent + "\n" + partitions.stream().sorted().collect(joining("\n")));
  }

  private static String text(Claim claim) {
    return claim.policy()
        + (claim.mode() == Mode.ENFORCE ? " acts " : " protects ")
        + claim.spec().timeZone()
        + " keeps "
        + claim.spec().safety().minResident()
        + claim.spec().rules().stream().map(rule -> "\n " + text(claim, rule)).collect(joining());
  }

  private static String text(Claim claim, Rule rule) {
    return rule.state()
        + " otherwise "
        + rule.otherwise().map(Object::toString).orElse("next")
        + " names "
        + sorted(rule.match().names())
        + " globs "
        + sorted(rule.match().globs())
        + " dates "
        + rule.match().dateFormat().orElse("")
        + " except "
        + sorted(rule.match().except())
        + " last "
        + rule.keepLast()
        + " during "
        + sorted(rule.during().stream().map(Object::toString).toList())
        + " listed "
        + rule.listedIn().map(list -> text(claim, list.configMapKeyRef())).orElse("");
  }

  private static String text(Claim claim, ConfigMapKey key) {
    return key.name()
        + "/"
        + key.key()
        + Optional.ofNullable(claim.lists().get(key))
            .flatMap(ListContent::names)
            .map(Intent::sorted)
            .orElse("?");
  }

  private static String sorted(Collection<String> texts) {
    return texts.stream().sorted().collect(joining(",", "[", "]"));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
