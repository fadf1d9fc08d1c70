package io.milvus.residency.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residency completion}: prints a script that completes commands in a shell. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options of residency in a shell.",
      "kubectl completes its plugin with the program kubectl_complete-residency on the PATH, a link"
          + " to kubectl-residency."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the script is printed", "1:an error, such as wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(residency completion bash)                  # in ~/.bashrc",
      "  source <(residency completion zsh)                   # in ~/.zshrc",
      "  residency completion fish > ~/.config/fish/completions/residency.fish",
      "  ln -s kubectl-residency kubectl_complete-residency   # for kubectl, in the same folder"
    })
public final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "The shell: ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  /** A shell, named as its users do. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String script =
        switch (shell) {
          // The script for bash makes zsh complete as bash does.
          case bash, zsh -> AutoComplete.bash(HelpLayout.PROGRAM, root);
          case fish -> FishCompletion.of(HelpLayout.PROGRAM, root.getCommandSpec());
        };
    spec.commandLine().getOut().println(script.stripTrailing());
    return 0;
  }
}
