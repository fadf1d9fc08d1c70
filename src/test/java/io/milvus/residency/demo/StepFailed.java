package io.milvus.residency.demo;

/** A step of the story that did not happen. */
final class StepFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }
}
