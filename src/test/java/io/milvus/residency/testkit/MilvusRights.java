package io.milvus.residency.testkit;

import io.milvus.grpc.CreateCredentialRequest;
import io.milvus.grpc.CreateRoleRequest;
import io.milvus.grpc.DeleteCredentialRequest;
import io.milvus.grpc.GrantEntity;
import io.milvus.grpc.GrantorEntity;
import io.milvus.grpc.ObjectEntity;
import io.milvus.grpc.OperatePrivilegeRequest;
import io.milvus.grpc.OperatePrivilegeType;
import io.milvus.grpc.OperateUserRoleRequest;
import io.milvus.grpc.OperateUserRoleType;
import io.milvus.grpc.PrivilegeEntity;
import io.milvus.grpc.RoleEntity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The rights of users and roles in a Milvus.
 *
 * @param root a user who may grant them
 */
public record MilvusRights(MilvusUser root) {

  /** Creates a user with no rights. */
  public void createUser(String name, String password) {
    root.call(
        s ->
            s.createCredential(
                CreateCredentialRequest.newBuilder()
                    .setUsername(name)
                    .setPassword(
                        Base64.getEncoder()
                            .encodeToString(password.getBytes(StandardCharsets.UTF_8)))
                    .build()));
  }

  /** Deletes a user. */
  public void deleteUser(String name) {
    root.call(
        s -> s.deleteCredential(DeleteCredentialRequest.newBuilder().setUsername(name).build()));
  }

  /** Creates a role with no privileges. */
  public void createRole(String name) {
    root.call(
        s ->
            s.createRole(
                CreateRoleRequest.newBuilder()
                    .setEntity(RoleEntity.newBuilder().setName(name))
                    .build()));
  }

  /** Grants a role to a user. */
  public void grantRole(String user, String role) {
    root.call(
        s ->
            s.operateUserRole(
                OperateUserRoleRequest.newBuilder()
                    .setUsername(user)
                    .setRoleName(role)
                    .setType(OperateUserRoleType.AddUserToRole)
                    .build()));
  }

  /** Grants a role a privilege on an object, for example a collection. */
  public void grant(String role, String objectType, String objectName, String privilege) {
    operate(OperatePrivilegeType.Grant, role, objectType, objectName, privilege);
  }

  /** Revokes a privilege of a role. */
  public void revoke(String role, String objectType, String objectName, String privilege) {
    operate(OperatePrivilegeType.Revoke, role, objectType, objectName, privilege);
  }

  private void operate(
      OperatePrivilegeType type, String role, String object, String name, String privilege) {
    root.call(
        s ->
            s.operatePrivilege(
                OperatePrivilegeRequest.newBuilder()
                    .setType(type)
                    .setEntity(
                        GrantEntity.newBuilder()
                            .setRole(RoleEntity.newBuilder().setName(role))
                            .setObject(ObjectEntity.newBuilder().setName(object))
                            .setObjectName(name)
                            .setDbName("default")
                            .setGrantor(
                                GrantorEntity.newBuilder()
                                    .setPrivilege(PrivilegeEntity.newBuilder().setName(privilege))))
                    .build()));
  }
}
