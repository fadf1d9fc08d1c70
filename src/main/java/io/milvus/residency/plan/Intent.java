package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.Partition;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name for everything people have written about one collection. The name stays the same until
 * people change what decides releases; it depends on neither the clock nor Milvus.
 *
 * <p>The name is a hash over an unambiguous text: each part is preceded by its length. Rules are
 * written component by component, so that no component can be forgotten.
 */
final class Intent {

  /** Components of rule records that decide nothing. */
  static final Set<String> LEFT_OUT = Set.of("Rule.name");

  /** The components of record types, of which Java makes a new copy each time. */
  private static final ClassValue<List<RecordComponent>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          return List.of(type.getRecordComponents());
        }
      };

  private static final String VERSION = "v1-";
  private static final int DIGITS = 16;

  private Intent() {}

  /** Returns the name of the intent of all policies that are not being deleted. */
  static String of(List<Claim> claims, CollectionId collection) {
    return of(claims, collection, Intent::of);
  }

  /**
   * Returns the same.
   *
   * @param names returns {@link #of(Claim)}, which takes a while
   */
  static String of(List<Claim> claims, CollectionId collection, Function<Claim, String> names) {
    Stream<String> texts =
        claims.stream()
            .filter(claim -> !claim.leaving())
            .sorted(Comparator.comparing(Claim::policy))
            .map(names);
    Stream<String> head =
        Stream.of(Long.toString(collection.id()), collection.created().toString());
    return VERSION + hash(Stream.of(head, texts, floor(claims)).flatMap(all -> all));
  }

  /**
   * Returns the floor that only policies being deleted demand: it lasts until they are gone, and
   * losing it is an edit.
   */
  private static Stream<String> floor(List<Claim> claims) {
    int leaving = floor(claims.stream().filter(Claim::leaving));
    int staying = floor(claims.stream().filter(claim -> !claim.leaving()));
    return leaving > staying ? Stream.of("floor " + leaving) : Stream.of();
  }

  private static int floor(Stream<Claim> claims) {
    return claims.mapToInt(claim -> claim.spec().safety().minResident()).max().orElse(0);
  }

  /**
   * Returns a name for what one policy adds to the intent. The floor is part of it, because
   * lowering the floor releases what it kept.
   */
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
   * Returns the value that approves releasing exactly these partitions for exactly this intent. The
   * time limits the value to one edit: repeating the same edit needs another approval. So does the
   * release of partitions that were created again under the same names.
   */
  static String approval(String intent, Instant since, Collection<Partition> partitions) {
    Stream<String> texts = partitions.stream().map(p -> p.name() + " " + p.id()).sorted();
    return hash(Stream.concat(Stream.of(intent, since.toString()), texts));
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
    // Collections in a rule are unordered: names, globs, windows, days.
    if (value instanceof Collection<?> collection) {
      return joined(collection.stream().map(Intent::text).sorted());
    }
    return value instanceof Record ? joined(components(value)) : value.toString();
  }

  private static Stream<String> components(Object value) {
    String type = value.getClass().getSimpleName();
    return COMPONENTS.get(value.getClass()).stream()
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
