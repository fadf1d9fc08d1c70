/**
 * Real servers as processes on loopback: kube-apiserver with etcd, and Milvus. Tests and the demo
 * share them.
 */
package io.milvus.residency.testkit;
