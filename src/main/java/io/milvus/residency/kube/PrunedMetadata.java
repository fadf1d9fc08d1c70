package io.milvus.residency.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leaves out of metadata what the operator does not read, when objects are read: a policy in the
 * cache takes a fraction of the memory then. Of {@code managedFields}, the names of status fields
 * and of their parts are kept ({@link StatusOwnership} reads them), and policies share equal ones;
 * of the annotations, all but the copy of the object that {@code kubectl apply} keeps there.
 *
 * <p>Objects that were read this way must not be written back as a whole.
 */
public final class PrunedMetadata {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String STATUS = "f:status";

  /** The depth of names that are kept: the status, its fields, and their parts. */
  private static final int DEPTH = 3;

  /** The number of different lists of entries that are shared; policies have a few in all. */
  private static final int SHARED = 100;

  private PrunedMetadata() {}

  /** Returns the serialization for a client that reads this way. */
  public static KubernetesSerialization serialization() {
    SimpleModule module =
        new SimpleModule("pruned-metadata")
            .addDeserializer(FieldsV1.class, new StatusFields())
            .setMixInAnnotation(ObjectMeta.class, Metadata.class);
    return new KubernetesSerialization(new ObjectMapper().registerModule(module), true);
  }

  /** How Jackson reads {@link ObjectMeta}. */
  abstract static class Metadata {
    @JsonDeserialize(using = ReadAnnotations.class)
    abstract void setAnnotations(Map<String, String> annotations);

    @JsonDeserialize(using = StatusEntries.class)
    abstract void setManagedFields(List<ManagedFieldsEntry> managedFields);
  }

  private static final class ReadAnnotations extends JsonDeserializer<Map<String, String>> {
    @Override
    public Map<String, String> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Map<String, String> annotations = new HashMap<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        String value = parser.nextTextValue();
        if (!name.equals(LAST_APPLIED)) {
          annotations.put(name, value);
        }
      }
      return annotations.isEmpty() ? Map.of() : annotations;
    }
  }

  /** Reads the entries of {@code managedFields} that tell of the status, without their times. */
  private static final class StatusEntries extends JsonDeserializer<List<ManagedFieldsEntry>> {
    private final Map<List<ManagedFieldsEntry>, List<ManagedFieldsEntry>> shared =
        new ConcurrentHashMap<>();

    @Override
    public List<ManagedFieldsEntry> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      List<ManagedFieldsEntry> entries = new ArrayList<>(1);
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        ManagedFieldsEntry entry = context.readValue(parser, ManagedFieldsEntry.class);
        if (entry.getSubresource() != null) {
          entry.setTime(null);
          entries.add(entry);
        }
      }
      return shared(List.copyOf(entries));
    }

    private List<ManagedFieldsEntry> shared(List<ManagedFieldsEntry> entries) {
      List<ManagedFieldsEntry> same = shared.get(entries);
      if (same == null && shared.size() < SHARED) {
        shared.put(entries, entries);
      }
      return same == null ? entries : same;
    }
  }

  private static final class StatusFields extends JsonDeserializer<FieldsV1> {
    @Override
    public FieldsV1 deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      FieldsV1 fields = new FieldsV1();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (name.equals(STATUS)) {
          fields.setAdditionalProperty(name, names(parser, 1));
        } else {
          parser.skipChildren();
        }
      }
      return fields;
    }

    private static Map<String, Object> names(JsonParser parser, int depth) throws IOException {
      if (depth == DEPTH || parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return Map.of();
      }
      Map<String, Object> names = new HashMap<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        names.put(name, names(parser, depth + 1));
      }
      return Map.copyOf(names);
    }
  }
}
