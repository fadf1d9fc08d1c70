package io.milvus.residency.testkit;

import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.CreateCollectionRequest;
import io.milvus.grpc.CreateIndexRequest;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.InsertRequest;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.VectorField;
import java.util.List;

/** The longer requests of a {@link MilvusUser}. */
final class MilvusRequests {

  private static final String VECTOR = "vector";

  private MilvusRequests() {}

  static CreateCollectionRequest create(String collection, boolean partitionKey) {
    CollectionSchema.Builder schema =
        CollectionSchema.newBuilder()
            .setName(collection)
            .addFields(
                FieldSchema.newBuilder()
                    .setName("id")
                    .setIsPrimaryKey(true)
                    .setDataType(DataType.Int64))
            .addFields(
                FieldSchema.newBuilder()
                    .setName(VECTOR)
                    .setDataType(DataType.FloatVector)
                    .addTypeParams(pair("dim", "4")));
    if (partitionKey) {
      schema.addFields(
          FieldSchema.newBuilder()
              .setName("tenant")
              .setDataType(DataType.Int64)
              .setIsPartitionKey(true));
    }
    CreateCollectionRequest.Builder request =
        CreateCollectionRequest.newBuilder()
            .setCollectionName(collection)
            .setShardsNum(1)
            .setSchema(schema.build().toByteString());
    if (partitionKey) {
      request.setNumPartitions(2);
    }
    return request.build();
  }

  static CreateIndexRequest index(String collection) {
    return CreateIndexRequest.newBuilder()
        .setCollectionName(collection)
        .setFieldName(VECTOR)
        .setIndexName(VECTOR)
        .addExtraParams(pair("index_type", "FLAT"))
        .addExtraParams(pair("metric_type", "L2"))
        .build();
  }

  static InsertRequest insert(String collection, String partition, long id) {
    return InsertRequest.newBuilder()
        .setCollectionName(collection)
        .setPartitionName(partition)
        .setNumRows(1)
        .addFieldsData(
            FieldData.newBuilder()
                .setFieldName("id")
                .setType(DataType.Int64)
                .setScalars(
                    ScalarField.newBuilder().setLongData(LongArray.newBuilder().addData(id))))
        .addFieldsData(
            FieldData.newBuilder()
                .setFieldName(VECTOR)
                .setType(DataType.FloatVector)
                .setVectors(
                    VectorField.newBuilder()
                        .setDim(4)
                        .setFloatVector(
                            FloatArray.newBuilder().addAllData(List.of(1f, 0f, 0f, 0f)))))
        .build();
  }

  private static KeyValuePair pair(String key, String value) {
    return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
  }
}
