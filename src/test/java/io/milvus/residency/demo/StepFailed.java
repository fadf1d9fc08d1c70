package io.milvus.residency.demo;

/** Thrown when a step of the demo fails. */
final class StepFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }
}
