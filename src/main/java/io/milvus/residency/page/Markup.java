package io.milvus.residency.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A piece of HTML or SVG under construction. Whatever text it is given comes out as text: there is
 * no way to add markup but by elements. It is well-formed XML, too.
 */
public final class Markup {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]*(:[a-z]+)?");
  private static final Pattern LINK = Pattern.compile("#.*|https://.*", Pattern.DOTALL);

  private static final String UNPRINTABLE = "\uFFFD";

  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param element its name
   * @param attributes names and values in turn; neither styles nor handlers of events, which a page
   *     does not allow
   */
  public Markup open(String element, String... attributes) {
    begin(element, attributes);
    text.append('>');
    open.push(element);
    return this;
  }

  /** Ends the element that was begun last. */
  public Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Adds an element without content. */
  public Markup empty(String element, String... attributes) {
    begin(element, attributes);
    text.append("/>");
    return this;
  }

  /** Adds an element with a text. */
  public Markup leaf(String element, String content, String... attributes) {
    return open(element, attributes).text(content).close();
  }

  /** Adds text. */
  public Markup text(String content) {
    escape(content);
    return this;
  }

  /**
   * Adds the first names and the number of the others, as in "a, b and 3 more". Each is isolated,
   * so that one that is written from right to left does not turn the others.
   */
  public Markup names(List<String> names, int most) {
    int shown = Math.min(most, names.size());
    for (int i = 0; i < shown; i++) {
      text(i == 0 ? "" : ", ").leaf("bdi", names.get(i));
    }
    int more = names.size() - shown;
    return text(more > 0 ? " and " + more + " more" : "");
  }

  /** Adds a complete piece. */
  public Markup add(Markup piece) {
    text.append(piece);
    return this;
  }

  /** Returns the markup; all elements must have ended. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return text.toString();
  }

  private void begin(String element, String... attributes) {
    text.append('<').append(name(element));
    for (int i = 0; i < attributes.length; i += 2) {
      attribute(attributes[i], attributes[i + 1]);
    }
  }

  private void attribute(String name, String value) {
    boolean link = name.equals("href") && !LINK.matcher(value).matches();
    if (link || name.startsWith("on") || name.equals("style") || name.equals("src")) {
      throw new IllegalArgumentException("a page allows no " + name + "=" + value);
    }
    text.append(' ').append(name(name)).append("=\"");
    escape(value);
    text.append('"');
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name: " + name);
    }
    return name;
  }

  private void escape(String content) {
    int done = 0;
    for (int i = 0; i < content.length(); ) {
      int character = content.codePointAt(i);
      int next = i + Character.charCount(character);
      String replacement = replacement(character);
      if (!replacement.isEmpty()) {
        text.append(content, done, i).append(replacement);
        done = next;
      }
      i = next;
    }
    text.append(content, done, content.length());
  }

  /** Returns the text in place of a character; empty if the character may stand as it is. */
  private static String replacement(int character) {
    return switch (character) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> printable(character) ? "" : UNPRINTABLE;
    };
  }

  /**
   * Returns false for what XML forbids, and for the characters that would turn the direction of the
   * text around them.
   */
  private static boolean printable(int character) {
    boolean turning =
        (character >= 0x202A && character <= 0x202E)
            || (character >= 0x2066 && character <= 0x2069);
    boolean noncharacter = (character & 0xFFFE) == 0xFFFE;
    boolean control = Character.isISOControl(character) && character != '\n' && character != '\t';
    boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    return !turning && !noncharacter && !control && !half;
  }
}
