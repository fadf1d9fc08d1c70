package io.milvus.residency.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The streams of the process that a person sees or types into. Java does not tell which of them are
 * a terminal, so the system is asked.
 *
 * @param input true if standard input is a terminal
 * @param output true if standard output is a terminal
 * @param errors true if standard error is a terminal
 */
public record Terminal(boolean input, boolean output, boolean errors) {

  /** No terminal, as in a script. */
  public static final Terminal NONE = new Terminal(false, false, false);

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Returns the terminal of this process. */
  public static Terminal ofProcess() {
    return new Terminal(terminal(0), terminal(1), terminal(2));
  }

  /** Returns whether a question can be asked and answered. */
  public boolean interactive() {
    return input && errors;
  }

  private static boolean terminal(int descriptor) {
    if (!Files.exists(DESCRIPTORS)) {
      return tested(descriptor);
    }
    try {
      String file =
          Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor))).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks a program, which has the same streams. */
  private static boolean tested(int descriptor) {
    try {
      return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
