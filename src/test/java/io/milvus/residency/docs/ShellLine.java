package io.milvus.residency.docs;

import java.util.ArrayList;
import java.util.List;

/** The simple commands in a line of shell: those between pipes, {@code &&} and {@code ;}. */
final class ShellLine {

  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellLine(String text) {
    this.text = text;
  }

  /**
   * Returns the commands as lists of words, without comments, redirections and the variables that
   * are set for a command.
   */
  static List<List<String>> commands(String text) {
    ShellLine line = new ShellLine(text.replace("\\\n", " "));
    line.split();
    return line.commands;
  }

  private void split() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        quoted(c);
      } else if (Character.isWhitespace(c)) {
        endWord();
      } else if (c == '#' && !inWord) {
        at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
      } else if (";|&".indexOf(c) >= 0) {
        endCommand();
      } else if (c == '<' || c == '>') {
        redirection();
      } else {
        word.append(c);
        inWord = true;
      }
      at++;
    }
    endCommand();
  }

  private void quoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw new IllegalArgumentException("a quote without an end: " + text);
    }
    word.append(text, at + 1, end);
    inWord = true;
    at = end;
  }

  private void redirection() {
    endWord();
    while (at + 1 < text.length() && (text.charAt(at + 1) == '>' || text.charAt(at + 1) == ' ')) {
      at++;
    }
    while (at + 1 < text.length() && " ;|&".indexOf(text.charAt(at + 1)) < 0) {
      at++;
    }
  }

  private void endWord() {
    if (inWord && !(words.isEmpty() && word.toString().matches("[A-Z_]+=(?s).*"))) {
      words.add(word.toString());
    }
    word = new StringBuilder();
    inWord = false;
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
    }
    words = new ArrayList<>();
  }
}
