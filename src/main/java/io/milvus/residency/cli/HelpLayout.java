package io.milvus.residency.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The form of the help of all commands: options in groups, the environment variables of each group,
 * and examples that name the program as the user has started it.
 */
public final class HelpLayout {

  /** The name that examples are written with. */
  public static final String PROGRAM = "residency";

  private static final String ENVIRONMENT = "environment";
  private static final Pattern IN_EXAMPLES = Pattern.compile("(?<![-\\w/.])residency (?=[-a-z])");

  private static final List<Group> GROUPS =
      List.of(
          new Group(
              "Cluster",
              Set.of(ClusterOptions.class, ScopeOptions.class),
              "  KUBECONFIG    the kubeconfig files, separated by colons"),
          new Group(
              "Milvus",
              Set.of(MilvusOptions.class),
              "  MILVUS_TOKEN  user:password or an API key, for the address in --milvus"));

  private HelpLayout() {}

  /** The options of one subject, which several commands share. */
  private record Group(String heading, Set<Class<?>> classes, String environment) {

    static Optional<Group> of(OptionSpec option) {
      return option.userObject() instanceof Member field
          ? GROUPS.stream().filter(g -> g.classes.contains(field.getDeclaringClass())).findAny()
          : Optional.empty();
    }

    boolean usedBy(Help help) {
      return help.commandSpec().options().stream()
          .anyMatch(option -> of(option).equals(Optional.of(this)));
    }
  }

  /**
   * Gives a command and its subcommands this form.
   *
   * @param program the program as the user starts it, as in {@code kubectl residency}
   */
  public static void apply(CommandLine line, String program) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.parameterListHeading("%nArguments:%n");
    usage.descriptionHeading("%n");
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    line.getHelpSectionMap().put(ENVIRONMENT, HelpLayout::environment);
    IHelpSectionRenderer footer = line.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_FOOTER);
    line.getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            help ->
                IN_EXAMPLES
                    .matcher(footer.render(help))
                    .replaceAll(Matcher.quoteReplacement(program + " ")));
    line.getSubcommands().values().forEach(command -> apply(command, program));
    // Also those of the subcommands.
    List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
    keys.remove(ENVIRONMENT);
    keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), ENVIRONMENT);
    line.setHelpSectionKeys(keys);
  }

  private static String options(Help help) {
    StringBuilder text = new StringBuilder();
    section(help, "Options", Optional.empty(), text);
    for (Group group : GROUPS) {
      section(help, group.heading, Optional.of(group), text);
    }
    return text.toString();
  }

  private static void section(
      Help help, String heading, Optional<Group> group, StringBuilder text) {
    List<OptionSpec> options =
        help.commandSpec().options().stream()
            .filter(option -> Group.of(option).equals(group))
            .toList();
    if (!options.isEmpty()) {
      text.append(System.lineSeparator()).append(heading).append(':');
      text.append(System.lineSeparator()).append(help.optionListExcludingGroups(options));
    }
  }

  private static String environment(Help help) {
    List<String> lines =
        GROUPS.stream().filter(group -> group.usedBy(help)).map(Group::environment).toList();
    return lines.isEmpty()
        ? ""
        : System.lineSeparator()
            + "Environment:"
            + System.lineSeparator()
            + String.join(System.lineSeparator(), lines)
            + System.lineSeparator();
  }
}
