package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellLineTest {

  @Test
  void separatesCommandsAndWords() {
    assertThat(ShellLine.commands("a 'b c' --x=\"y z\" | d && e; f   # g"))
        .containsExactly(List.of("a", "b c", "--x=y z"), List.of("d"), List.of("e"), List.of("f"));
  }

  @Test
  void dropsRedirectionsAndVariables() {
    assertThat(ShellLine.commands("KEY=v a b > file.txt")).containsExactly(List.of("a", "b"));
    assertThat(ShellLine.commands("a \\\n  b")).containsExactly(List.of("a", "b"));
  }
}
