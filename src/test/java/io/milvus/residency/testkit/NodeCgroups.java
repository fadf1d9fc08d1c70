package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The cgroups of a node, in whatever version the machine mounts them. */
final class NodeCgroups {

  private static final Path ALL = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "residency-node-";

  private final String name = PREFIX + ProcessHandle.current().pid();

  /** Removes those that a killed test has left. */
  NodeCgroups() {
    of(PREFIX).stream().filter(cgroup -> !owned(cgroup)).forEach(NodeCgroups::remove);
  }

  private static boolean owned(Path cgroup) {
    String pid = cgroup.getFileName().toString().substring(PREFIX.length());
    return ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  /** Returns the name of the cgroup that holds those of all pods. */
  String name() {
    return name;
  }

  /** Returns the cgroup that limits the memory of a container. */
  ContainerCgroup container(String id) {
    for (Path cgroup : of(name)) {
      try (Stream<Path> folders = Files.walk(cgroup)) {
        List<Path> found = folders.filter(folder -> folder.endsWith(id)).toList();
        if (!found.isEmpty() && ContainerCgroup.limits(found.get(0))) {
          return new ContainerCgroup(found.get(0));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("container " + id + " does not run");
  }

  /** Removes all, as soon as the last process has ended. */
  void remove() {
    await("the processes of the node have ended")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              of(name).forEach(NodeCgroups::remove);
              return of(name).isEmpty();
            });
  }

  /** Returns the cgroups of each hierarchy whose names begin like that. */
  private static List<Path> of(String prefix) {
    try (Stream<Path> folders = Files.walk(ALL, 2)) {
      return folders.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path cgroup) {
    try (Stream<Path> folders = Files.walk(cgroup)) {
      for (Path folder :
          folders.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
