package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A scripted Milvus, a user of it and the passes of an operator, for one test. */
final class PassExtension implements AfterEachCallback {

  final ScriptedMilvus server = new ScriptedMilvus();
  final MilvusUser user = new MilvusUser(server.uri());
  final PassFixture operator;

  PassExtension() {
    this(Deadlines.DEFAULT);
  }

  PassExtension(Deadlines deadlines) {
    operator = new PassFixture(deadlines);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    operator.close();
    user.close();
    server.close();
  }
}
