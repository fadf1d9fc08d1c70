package io.milvus.residency.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

  @TempDir private Path root;

  @Test
  void fillsFolderOnce() {
    AtomicInteger fills = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      Cache.folder(root, "tool", folder -> fills.incrementAndGet());
    }

    assertThat(fills).hasValue(1);
  }

  @Test
  void leavesNothingAfterFailure() {
    assertThatThrownBy(
            () ->
                Cache.folder(
                    root,
                    "tool",
                    folder -> {
                      Files.writeString(folder.resolve("part"), "");
                      throw new IOException("no network");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageEndingWith("tool: no network");

    assertThat(root).isDirectoryNotContaining(file -> Files.isDirectory(file));
  }

  @Test
  void replacesWhatKilledProcessHasLeft() throws Exception {
    Files.createDirectories(root.resolve("tool.half").resolve("part"));

    Path folder = Cache.folder(root, "tool", half -> Files.writeString(half.resolve("whole"), ""));

    assertThat(folder.resolve("whole")).exists();
    assertThat(folder.resolve("part")).doesNotExist();
  }

  @Test
  void letsOthersWaitForTheSameFolderOnly() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Path> first =
        CompletableFuture.supplyAsync(
            () ->
                Cache.folder(
                    root,
                    "tool",
                    folder -> {
                      begun.countDown();
                      end.await();
                    }));
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Path> second =
        CompletableFuture.supplyAsync(() -> Cache.folder(root, "tool", CacheTest::fail));

    assertThat(Cache.folder(root, "other", folder -> {})).exists();
    assertThat(second).isNotDone();
    end.countDown();

    for (CompletableFuture<Path> user : List.of(first, second)) {
      assertThat(user.get(1, TimeUnit.MINUTES)).exists();
    }
  }

  private static void fail(Path folder) {
    throw new IllegalStateException("filled twice");
  }

  @Test
  void refusesDiskWithoutSpace() throws Exception {
    Folders.requireSpace(root.resolve("new").resolve("folder"), 1, "Milvus", "use another disk");

    assertThatThrownBy(
            () -> Folders.requireSpace(root, Long.MAX_VALUE, "Milvus", "use another disk"))
        .hasMessageMatching(
            "Milvus needs \\d+ MB in .*, but \\d+ MB are free. Free some, or use.*");
  }
}
