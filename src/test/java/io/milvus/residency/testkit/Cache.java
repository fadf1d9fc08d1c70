package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Caches fetched and built files, in RESIDENCY_CACHE or the user's cache folder. */
final class Cache {

  private static final long RETRY_MILLIS = 200;

  private Cache() {}

  /** Fills a new folder, which others see only once it is complete. */
  interface Filler {
    void fill(Path folder) throws IOException, InterruptedException;
  }

  /**
   * Returns the folder of that name, filled at the first call on this machine. Others who need the
   * same folder meanwhile wait; those who need another one do not.
   */
  static Path folder(String name, Filler filler) {
    return folder(root(), name, filler);
  }

  /** Returns the folder of that name if it has been filled. */
  static Optional<Path> existing(String name) {
    return Optional.of(root().resolve(name)).filter(Files::exists);
  }

  static Path folder(Path root, String name, Filler filler) {
    Path folder = root.resolve(name);
    if (Files.exists(folder)) {
      return folder;
    }
    try {
      Files.createDirectories(root);
      Path lockFile = root.resolve(name + ".lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel, folder)) {
        if (lock.isValid() && !Files.exists(folder)) {
          fill(root.resolve(name + ".half"), folder, filler);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("could not fill " + folder + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void fill(Path half, Path folder, Filler filler)
      throws IOException, InterruptedException {
    if (Files.exists(half)) {
      Folders.delete(half); // of a process that was killed
    }
    Files.createDirectory(half);
    try {
      filler.fill(half);
      Files.move(half, folder);
    } finally {
      if (Files.exists(half)) {
        Folders.delete(half);
      }
    }
  }

  /** Waits until no other thread or process fills the folder. */
  private static FileLock lock(FileChannel channel, Path folder)
      throws IOException, InterruptedException {
    Optional<FileLock> lock = tryLock(channel);
    if (lock.isEmpty()) {
      System.err.println("Waiting for another process or thread that fills " + folder + " …");
    }
    while (lock.isEmpty()) {
      Thread.sleep(RETRY_MILLIS);
      lock = tryLock(channel);
    }
    return lock.get();
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // a thread of this process has it
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
