package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.rules.PartitionList;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name for all that people have written about one collection. It is the same as long as they
 * change nothing that decides what is released, and does not depend on the clock or on Milvus.
 *
 * <p>The name is a hash over a text that can't be ambiguous: each part stands behind its length.
 * Rules are written component by component, so that no component can be forgotten.
 */
final class Intent {

  /** Components of the rules' records that decide nothing. */
  static final Set<String> LEFT_OUT = Set.of("Rule.name");

  private static final String VERSION = "v1-";
  private static final int DIGITS = 16;

  private Intent() {}

  /** Names the intent of all claims on a collection but those that leave it. */
  static String of(List<Claim> claims, CollectionId collection) {
    Stream<String> texts =
        claims.stream()
            .filter(claim -> !claim.leaving())
            .sorted(Comparator.comparing(Claim::policy))
            .map(Intent::of);
    Stream<String> head =
        Stream.of(Long.toString(collection.id()), collection.created().toString());
    return VERSION + hash(Stream.of(head, texts, floor(claims)).flatMap(all -> all));
  }

  /**
   * A policy that is being deleted keeps its floor until it is gone: that it goes then is an edit.
   */
  private static Stream<String> floor(List<Claim> claims) {
    int leaving = floor(claims.stream().filter(Claim::leaving));
    int staying = floor(claims.stream().filter(claim -> !claim.leaving()));
    return leaving > staying ? Stream.of("floor " + leaving) : Stream.of();
  }

  private static int floor(Stream<Claim> claims) {
    return claims.mapToInt(claim -> claim.spec().safety().minResident()).max().orElse(0);
  }

  /** Names what one policy adds to it. The floor is in it: lowering it releases what it kept. */
  static String of(Claim claim) {
    Stream<String> head =
        Stream.of(
            claim.policy().namespace(),
            claim.policy().name(),
            claim.enforces() ? "acts" : "protects",
            claim.spec().timeZone().getId(),
            Integer.toString(claim.spec().safety().minResident()));
    return hash(
        Stream.concat(head, claim.spec().rules().stream().flatMap(rule -> texts(claim, rule))));
  }

  /**
   * Names the approval of releasing just these partitions, for just that intent. The time makes it
   * good for one change only: the same edit, made once more, has to be approved once more.
   */
  static String approval(String intent, Instant since, Collection<String> partitions) {
    return hash(Stream.concat(Stream.of(intent, since.toString()), partitions.stream().sorted()));
  }

  private static Stream<String> texts(Claim claim, Rule rule) {
    String names =
        rule.listedIn()
            .map(ListRef::configMapKeyRef)
            .flatMap(key -> Optional.ofNullable(claim.lists().get(key)))
            .flatMap(PartitionList::names)
            .map(Intent::text)
            .orElse("never read");
    return Stream.of(text(rule), names);
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(some -> joined(Stream.of(text(some)))).orElse("-");
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? Integer.toString(number.getAsInt()) : "-";
    }
    // What a rule holds several of has no order: names, globs, windows, days.
    if (value instanceof Collection<?> collection) {
      return joined(collection.stream().map(Intent::text).sorted());
    }
    return value instanceof Record ? joined(components(value)) : value.toString();
  }

  private static Stream<String> components(Object value) {
    String type = value.getClass().getSimpleName();
    return Stream.of(value.getClass().getRecordComponents())
        .filter(part -> !LEFT_OUT.contains(type + "." + part.getName()))
        .map(part -> text(read(part, value)));
  }

  private static Object read(RecordComponent part, Object value) {
    try {
      return part.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(part + " can't be read", e);
    }
  }

  private static String joined(Stream<String> texts) {
    return texts.map(text -> text.length() + ":" + text).collect(Collectors.joining());
  }

  private static String hash(Stream<String> texts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(joined(texts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JVM lacks SHA-256.", e);
    }
  }
}
