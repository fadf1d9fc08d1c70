package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Shell;
import io.milvus.residency.testkit.Shells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of {@code residency completion}, in the shells themselves. */
class CompletionIT {

  @TempDir Path folder;

  @Test
  void completesInBash() throws IOException {
    String complete =
        """
        source %s 2>/dev/null
        complete_words() {
          COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
          _complete_residency 2>/dev/null
          echo "${COMPREPLY[*]}"
        }
        complete_words residency appr
        complete_words residency reconcile --ti
        complete_words residency plan -o j
        complete_words residency __
        """
            .formatted(script("bash"));

    assertThat(Shell.run(Map.of(), "bash", "--norc", "-c", complete).output().lines())
        .containsExactly("approve", "--timeout", "json", "");
  }

  @Test
  void completesInFish() throws IOException {
    Path fish = Shells.fish();
    String complete =
        """
        source %s
        complete -C "residency appr"
        complete -C "residency reconcile --ti"
        complete -C "residency plan -o j"
        complete -C "residency completion zs"
        complete -C "residency help rec"
        complete -C "residency __"
        """
            .formatted(script("fish"));

    Shell.Result result =
        Shell.run(
            Map.of("LD_LIBRARY_PATH", libraries(fish), "HOME", folder.toString(), "TERM", "dumb"),
            fish.resolve("usr/bin/fish").toString(),
            "-c",
            complete);

    assertThat(result.output().lines().map(line -> line.replaceFirst("\t.*", "")))
        .containsExactly("approve", "--timeout", "json", "zsh", "reconcile");
  }

  @Test
  void completesInZsh() throws IOException {
    Path zsh = Shells.zsh();
    String program = zsh.resolve("bin/zsh").toString();
    String paths =
        "module_path=(%s/usr/lib/*/zsh/*(/)); fpath=(%s/usr/share/zsh/functions(/) %s/usr/share/zsh/functions/**/*(/))"
            .formatted(zsh, zsh, zsh);
    // A person at a terminal: only the line editor of zsh completes.
    String complete =
        """
        %s
        zmodload zsh/zpty
        zpty z %s -f -i
        zpty -w z '%s; PS1=; autoload -U compinit; compinit -u -D; source %s; echo RE''ADY'
        zpty -r z out $'*\\nREADY*'
        zpty -w -n z $'residency reconcile --ti\\t'
        zpty -r z out '*--timeout*'
        print -r -- "$out"
        zpty -d z
        """
            .formatted(paths, program, paths, script("zsh"));

    Shell.Result result =
        Shell.run(
            Map.of("HOME", folder.toString(), "TERM", "dumb"),
            "timeout",
            "60",
            program,
            "-f",
            "-c",
            complete);

    assertThat(result.output()).contains("residency reconcile --timeout");
  }

  private Path script(String shell) throws IOException {
    CommandRun run = CommandRun.of("completion", shell);
    assertThat(run.code()).isZero();
    return Files.writeString(folder.resolve("residency." + shell), run.out());
  }

  private static String libraries(Path root) throws IOException {
    try (var folders = Files.list(root.resolve("usr/lib"))) {
      return String.join(":", folders.map(Path::toString).toList());
    }
  }
}
