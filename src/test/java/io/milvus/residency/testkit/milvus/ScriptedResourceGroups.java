package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.CreateResourceGroupRequest;
import io.milvus.grpc.DropResourceGroupRequest;
import io.milvus.grpc.Status;
import io.milvus.grpc.TransferNodeRequest;
import io.milvus.grpc.TransferReplicaRequest;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** The resource groups of a {@link ScriptedMilvus}, and the replicas in them. */
abstract class ScriptedResourceGroups extends ScriptedMetadata {

  private final MilvusEra era;
  private final LoadAdmission admission;

  ScriptedResourceGroups(LoadScript loads) {
    super(loads);
    era = loads.era();
    admission = new LoadAdmission(era);
  }

  final synchronized void addResourceGroup(String group, int queryNodes) {
    admission.setGroup(group, queryNodes);
  }

  final synchronized void moveReplicas(String collection, List<String> groups) {
    get(DATABASE, collection).setGroups(groups);
  }

  /** Other fields are refused from 2.4.11 to 2.5, and then ignored [src]. */
  final LoadConfig admit(
      ScriptedCollection found, int replicas, List<String> groups, List<String> fields) {
    boolean checksFields = era == MilvusEra.LATE_JOBS && !release().atLeast("2.6.0");
    return admission.admit(found.config(), replicas, groups, fields, checksFields);
  }

  @Override
  public synchronized void createResourceGroup(
      CreateResourceGroupRequest request, StreamObserver<Status> answer) {
    admission.setGroup(request.getResourceGroup(), 0);
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void dropResourceGroup(
      DropResourceGroupRequest request, StreamObserver<Status> answer) {
    admission.dropGroup(request.getResourceGroup());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void transferNode(
      TransferNodeRequest request, StreamObserver<Status> answer) {
    admission.transfer(
        request.getSourceResourceGroup(), request.getTargetResourceGroup(), request.getNumNode());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void transferReplica(
      TransferReplicaRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    admission.checkNodes(request.getTargetResourceGroup(), (int) request.getNumReplica());
    List<String> groups = new ArrayList<>(found.config().orElseThrow().groups());
    for (int i = 0; i < request.getNumReplica(); i++) {
      groups.set(
          groups.indexOf(request.getSourceResourceGroup()), request.getTargetResourceGroup());
    }
    found.setGroups(groups);
    send(answer, Status.getDefaultInstance());
  }
}
