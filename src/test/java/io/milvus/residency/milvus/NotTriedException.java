package io.milvus.residency.milvus;

import java.io.Serial;
import org.opentest4j.TestAbortedException;

/** Aborts a test of the contract that says nothing about the server. */
final class NotTriedException extends TestAbortedException {

  @Serial private static final long serialVersionUID = 1;

  NotTriedException(String why) {
    super(why);
  }
}
