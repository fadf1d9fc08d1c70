package io.milvus.residency.picture;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The structure of a picture: elements, classes, data, texts and rounded places; no style. */
final class Outline {

  private static final List<String> PLACES =
      List.of("x", "y", "width", "height", "x1", "x2", "y1", "y2", "viewBox");

  private Outline() {}

  /** Returns the parsed file; it fails if the file is not well-formed XML. */
  static Document parse(String file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setExpandEntityReferences(false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(file)));
  }

  /** Returns all elements of that name and class in order. */
  static List<Element> all(Document document, String element, String style) {
    NodeList nodes = document.getElementsByTagName(element);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> (Element) nodes.item(i))
        .filter(node -> List.of(node.getAttribute("class").split(" ", -1)).contains(style))
        .toList();
  }

  /** Returns a line for each element, indented by its depth. */
  static String of(Document document) {
    List<String> lines = new ArrayList<>();
    add(lines, document.getDocumentElement(), "");
    return String.join("\n", lines) + "\n";
  }

  private static void add(List<String> lines, Element element, String indent) {
    if (List.of("style", "defs", "meta").contains(element.getTagName())) {
      return;
    }
    StringBuilder line = new StringBuilder(indent).append(element.getTagName());
    TreeMap<String, String> attributes = new TreeMap<>();
    IntStream.range(0, element.getAttributes().getLength())
        .mapToObj(element.getAttributes()::item)
        .forEach(attribute -> attributes.put(attribute.getNodeName(), attribute.getNodeValue()));
    attributes.forEach(
        (name, value) -> {
          if (PLACES.contains(name)) {
            line.append(' ').append(name).append('=').append(rounded(value));
          } else if (name.equals("class") || name.startsWith("data-") || name.startsWith("aria-")) {
            line.append(' ').append(name).append('=').append(value);
          }
        });
    List<Element> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(child);
      } else if (!node.getTextContent().isBlank()) {
        line.append(" '").append(node.getTextContent().strip().replace("\n", " | ")).append('\'');
      }
    }
    lines.add(line.toString());
    children.forEach(child -> add(lines, child, indent + "  "));
  }

  private static String rounded(String place) {
    StringBuilder rounded = new StringBuilder();
    for (String number : place.split(" ", -1)) {
      String unit = number.endsWith("%") ? "%" : "";
      double value = Double.parseDouble(number.replace("%", ""));
      rounded.append(rounded.isEmpty() ? "" : " ").append(Math.round(value)).append(unit);
    }
    return rounded.toString();
  }
}
