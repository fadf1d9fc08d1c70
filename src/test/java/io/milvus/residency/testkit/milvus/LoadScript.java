package io.milvus.residency.testkit.milvus;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The course that loads take in a {@link ScriptedMilvus} of an era. */
final class LoadScript {

  private static final LoadCourse SHORT = LoadCourse.in(2);

  private final MilvusEra era;
  private final Map<String, LoadCourse> partitions = new ConcurrentHashMap<>();
  private volatile LoadCourse course = SHORT;
  private volatile LoadCourse courseAgain = SHORT;
  private volatile int looksUntilFreed;
  private volatile LoadTimeout timeout = LoadTimeout.NEVER;

  LoadScript(MilvusEra era) {
    this.era = era;
  }

  MilvusEra era() {
    return era;
  }

  void setCourse(LoadCourse course) {
    this.course = course;
  }

  void setCourse(String partition, LoadCourse course) {
    partitions.put(partition, course);
  }

  void setCourseAgain(LoadCourse course) {
    courseAgain = course;
  }

  void setTimeout(LoadTimeout timeout) {
    this.timeout = timeout;
  }

  void setLooksUntilFreed(int looks) {
    looksUntilFreed = looks;
  }

  int looksUntilFreed() {
    return looksUntilFreed;
  }

  LoadTimeout timeout() {
    return timeout;
  }

  LoadCourse course(String partition) {
    return partitions.getOrDefault(partition, course);
  }

  /** Returns the course of a loaded partition after a change of another one. */
  LoadCourse courseAgain() {
    return courseAgain;
  }

  Instant now() {
    return timeout.clock().instant();
  }
}
