package io.milvus.residency.testkit;

import io.milvus.grpc.CreateResourceGroupRequest;
import io.milvus.grpc.DropResourceGroupRequest;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.TransferNodeRequest;
import io.milvus.grpc.TransferReplicaRequest;
import java.util.List;

/** The replicas and resource groups of a Milvus, in the hands of an administrator. */
public final class MilvusReplicas {

  private final MilvusUser user;

  public MilvusReplicas(MilvusUser user) {
    this.user = user;
  }

  /** Creates a group without query nodes. */
  public void createGroup(String group) {
    user.call(
        s ->
            s.createResourceGroup(
                CreateResourceGroupRequest.newBuilder().setResourceGroup(group).build()));
  }

  public void dropGroup(String group) {
    user.call(
        s ->
            s.dropResourceGroup(
                DropResourceGroupRequest.newBuilder().setResourceGroup(group).build()));
  }

  /** Moves a query node from one group to another. */
  public void transferNode(String source, String target) {
    user.call(
        s ->
            s.transferNode(
                TransferNodeRequest.newBuilder()
                    .setSourceResourceGroup(source)
                    .setTargetResourceGroup(target)
                    .setNumNode(1)
                    .build()));
  }

  /** Moves a replica of a collection from one group to another. */
  public void transfer(String collection, String source, String target) {
    user.call(
        s ->
            s.transferReplica(
                TransferReplicaRequest.newBuilder()
                    .setCollectionName(collection)
                    .setSourceResourceGroup(source)
                    .setTargetResourceGroup(target)
                    .setNumReplica(1)
                    .build()));
  }

  /** Returns the resource group of each replica. */
  public List<String> groups(String collection) {
    return user
        .ask(
            s ->
                s.getReplicas(
                    GetReplicasRequest.newBuilder().setCollectionName(collection).build()),
            GetReplicasResponse::getStatus)
        .getReplicasList()
        .stream()
        .map(ReplicaInfo::getResourceGroupName)
        .toList();
  }
}
