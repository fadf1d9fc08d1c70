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
 * The spec of a policy.
 *
 * <p>A spec that can't be decoded becomes {@link #invalid(String)} rather than an exception: such
 * an object must not end the watch of all the others.
 *
 * @param milvus the connection to Milvus
 * @param database the database of the collection
 * @param collection the name of the collection, or an alias of it
 * @param mode the extent to which the operator acts
 * @param timeZone the time zone of the dates and weekly windows in the rules
 * @param rules 1 to 32, in order: the first one that matches a partition decides it
 * @param load replicas and resource groups to load with
 * @param order the order of loads and releases when one partition replaces another
 * @param interval the time between two reads of Milvus if nothing triggers one earlier, 5 s to 1 h
 * @param safety limits on loads and releases
 * @param deletionPolicy the effect of deleting the policy
 * @param invalid the reason why the spec can't be used; empty if it can
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

  /** Returns a spec that the operator does nothing for. */
  public static PolicySpec invalid(String why) {
    return invalid(new MilvusRef("", Optional.empty(), Optional.empty()), null, null, why);
  }

  /**
   * Returns a spec that the operator does nothing for, with the parts that can still be read: they
   * name the collection on which releases must wait until the spec is fixed.
   */
  static PolicySpec invalid(String why, JsonNode spec) {
    return invalid(
        new MilvusRef(
            spec.path("milvus").path("uri").asText(""), Optional.empty(), Optional.empty()),
        spec.path("database").asText(DEFAULT_DATABASE),
        spec.path("collection").asText(""),
        why);
  }

  /** Returns the same spec as one that the operator does nothing for. */
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
