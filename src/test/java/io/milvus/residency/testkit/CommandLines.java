package io.milvus.residency.testkit;

import io.milvus.residency.app.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of the operator, from the compiled classes: no jar has to be packaged first. */
public final class CommandLines {

  private CommandLines() {}

  /** Returns the command that starts a separate process, with the logging that users see. */
  public static List<String> of(String... arguments) {
    Path log = Path.of("target", "classes", "logback.xml").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + log.toUri(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
