package io.milvus.residency.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a policy asks for.
 *
 * <p>A spec that can't be decoded becomes {@link #invalid(String)} rather than an exception: one
 * such object must not end the watch of all the others.
 *
 * @param milvus how to reach Milvus
 * @param database the database of the collection
 * @param collection the name of the collection, or an alias of it
 * @param mode what the operator may do
 * @param timeZone where the days and windows of the rules are
 * @param rules 1 to 32, in order: the first one that matches a partition decides it
 * @param load replicas and resource groups to load with
 * @param order what goes first when one partition takes the place of another
 * @param interval how often Milvus is looked at when nothing calls for it, 5 s to 1 h
 * @param safety what holds loads and releases back
 * @param deletionPolicy what becomes of the partitions when the policy is deleted
 * @param invalid why the spec can't be used; empty for one that can
 */
@JsonDeserialize(using = PolicyJson.SpecReader.class)
@JsonSerialize(using = PolicyJson.SpecWriter.class)
public record PolicySpec(
    MilvusRef milvus,
    String database,
    String collection,
    Mode mode,
    ZoneId timeZone,
    List<Rule> rules,
    LoadSpec load,
    Order order,
    Duration interval,
    Safety safety,
    DeletionPolicy deletionPolicy,
    Optional<String> invalid) {

  static final String DEFAULT_DATABASE = "default";
  static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  static final ZoneId DEFAULT_ZONE = ZoneId.of("UTC");

  public PolicySpec {
    milvus =
        Objects.requireNonNullElse(milvus, new MilvusRef("", Optional.empty(), Optional.empty()));
    database = Objects.requireNonNullElse(database, DEFAULT_DATABASE);
    collection = Objects.requireNonNullElse(collection, "");
    mode = Objects.requireNonNullElse(mode, Mode.ENFORCE);
    timeZone = Objects.requireNonNullElse(timeZone, DEFAULT_ZONE);
    rules = rules == null ? List.of() : List.copyOf(rules);
    load = Objects.requireNonNullElse(load, LoadSpec.KEEP);
    order = Objects.requireNonNullElse(order, Order.LOAD_FIRST);
    interval = Objects.requireNonNullElse(interval, DEFAULT_INTERVAL);
    safety = Objects.requireNonNullElse(safety, Safety.DEFAULT);
    deletionPolicy = Objects.requireNonNullElse(deletionPolicy, DeletionPolicy.RETAIN);
    invalid = Objects.requireNonNullElse(invalid, Optional.empty());
  }

  /** A spec that nothing may be done for. */
  public static PolicySpec invalid(String why) {
    return invalid(new MilvusRef("", Optional.empty(), Optional.empty()), null, null, why);
  }

  /**
   * The same for one of which something can still be read: where it points says on which collection
   * releases must wait until it is mended.
   */
  static PolicySpec invalid(String why, JsonNode spec) {
    return invalid(
        new MilvusRef(
            spec.path("milvus").path("uri").asText(""), Optional.empty(), Optional.empty()),
        spec.path("database").asText(DEFAULT_DATABASE),
        spec.path("collection").asText(""),
        why);
  }

  /** The same spec, of which nothing may be done. */
  public PolicySpec refused(String why) {
    return invalid(milvus, database, collection, why);
  }

  private static PolicySpec invalid(
      MilvusRef milvus, String database, String collection, String why) {
    return new PolicySpec(
        milvus,
        database,
        collection,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Optional.of(why));
  }
}
