/**
 * The real parts as processes on loopback: kube-apiserver with etcd, and Milvus. Tests and the demo
 * share it.
 */
package io.milvus.residency.testkit;
