package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the objects of files and of standard input, also those in a list. */
final class Manifests {

  private static final String STANDARD_INPUT = "-";

  private Manifests() {}

  /** All of them, in order, among them at least one policy. */
  static List<Manifest> read(List<String> files, InputStream in) throws UserException {
    List<Manifest> manifests = new ArrayList<>();
    for (String file : files) {
      String source = source(file);
      for (JsonNode document : KubernetesYaml.read(source, text(file, in))) {
        add(source, document, manifests);
      }
    }
    if (manifests.stream().noneMatch(Manifest::isPolicy)) {
      throw new UserException(
          String.join(", ", files.stream().map(Manifests::source).toList())
              + ": there is no "
              + Manifest.KIND);
    }
    return manifests;
  }

  private static String source(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  private static void add(String source, JsonNode document, List<Manifest> manifests)
      throws UserException {
    if (document.path("kind").asText().endsWith("List") && document.path("items").isArray()) {
      for (JsonNode item : document.path("items")) {
        add(source, item, manifests);
      }
    } else if (document instanceof ObjectNode object) {
      manifests.add(new Manifest(source, object));
    } else {
      throw new UserException(source + ": holds something else than Kubernetes objects");
    }
  }

  /** The text of a file, or of standard input for {@code -}. */
  static String text(String file, InputStream in) throws UserException {
    if (!file.equals(STANDARD_INPUT)) {
      return text(file);
    }
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException("standard input: can't be read: " + e.getMessage());
    }
  }

  /** The text of a file. */
  static String text(String file) throws UserException {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file");
    } catch (IOException e) {
      throw new UserException(file + ": can't be read: " + e.getMessage());
    }
  }
}
