package io.milvus.residency.testkit.milvus;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The texts in messages. */
final class MessageTexts {

  /** The fields whose texts may be recorded; all other texts and all bytes are left out. */
  private static final Set<String> RECORDED =
      Set.of(
          "alias",
          "aliases",
          "collectionName",
          "collection_name",
          "collection_names",
          "db_name",
          "detail",
          "name",
          "partitionName",
          "partition_name",
          "partition_names",
          "reason",
          "resource_group",
          "resource_group_name",
          "resource_groups",
          "version");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?|\\[[0-9a-fA-F:]+]:\\d+|[\\w-]+(?:\\.[\\w-]+)*:\\d{2,5}\\b");

  private MessageTexts() {}

  /**
   * Returns a message without addresses, bytes and texts of fields that are not needed or known.
   */
  static Message redact(Message message) {
    return change(
        message,
        (field, value) -> {
          if (!(value instanceof String text)) {
            return ByteString.EMPTY;
          }
          return recorded(field, text) ? withoutAddresses(text) : "";
        });
  }

  /** Returns whether a text is needed; of the keys of maps and properties, only made-up names. */
  private static boolean recorded(FieldDescriptor field, String text) {
    return RECORDED.contains(field.getName())
        || (field.getName().equals("key") && RecordedNames.madeUp(text));
  }

  /** Returns a text without addresses of hosts. */
  static String withoutAddresses(String text) {
    return ADDRESS.matcher(text).replaceAll("(address)");
  }

  /** Returns a message with all its texts changed. */
  static Message replace(Message message, UnaryOperator<String> change) {
    return change(
        message, (field, value) -> value instanceof String text ? change.apply(text) : value);
  }

  /** Changes a text or bytes. */
  private interface Change {
    Object apply(FieldDescriptor field, Object value);
  }

  private static Message change(Message message, Change change) {
    Message.Builder changed =
        message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (value instanceof List<?> values) {
                changed.setField(
                    field, values.stream().map(one -> changed(field, one, change)).toList());
              } else {
                changed.setField(field, changed(field, value, change));
              }
            });
    return changed.build();
  }

  private static Object changed(FieldDescriptor field, Object value, Change change) {
    if (value instanceof Message message) {
      return change(message, change);
    }
    JavaType type = field.getJavaType();
    return type == JavaType.STRING || type == JavaType.BYTE_STRING
        ? change.apply(field, value)
        : value;
  }
}
