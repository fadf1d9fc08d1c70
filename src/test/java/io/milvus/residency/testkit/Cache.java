package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Caches fetched and built files, in RESIDENCY_CACHE or the user's cache folder. */
final class Cache {

  private Cache() {}

  /** Fills a new folder, which others see only once it is complete. */
  interface Filler {
    void fill(Path folder) throws IOException, InterruptedException;
  }

  /** Returns the folder of that name, filled at the first call on this machine. */
  static synchronized Path folder(String name, Filler filler) {
    Path folder = root().resolve(name);
    if (Files.exists(folder)) {
      return folder;
    }
    try {
      Files.createDirectories(root());
      try (FileChannel channel =
              FileChannel.open(
                  root().resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(folder)) {
          Path half = root().resolve(name + ".half");
          if (Files.exists(half)) {
            Folders.delete(half);
          }
          filler.fill(Files.createDirectory(half));
          Files.move(half, folder);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("could not fill " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path root() {
    return Optional.ofNullable(System.getenv("RESIDENCY_CACHE"))
        .map(Path::of)
        .orElseGet(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(Path::of)
                    .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("residency"));
  }
}
