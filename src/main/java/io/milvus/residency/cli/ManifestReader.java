package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads Kubernetes objects from files and standard input, including those in lists. */
final class ManifestReader {

  /** Stands for standard input. */
  static final String STANDARD_INPUT = "-";

  private static final int MAX_MEGABYTES = 16;

  private ManifestReader() {}

  /**
   * Returns the objects of all files, in order.
   *
   * @param problems receives a message for each file that is left out, because it can't be read or
   *     has no policy
   */
  static List<Manifest> read(List<String> files, InputStream in, Consumer<String> problems) {
    List<Manifest> manifests = new ArrayList<>();
    for (String file : files) {
      try {
        manifests.addAll(read(file, in));
      } catch (UserException e) {
        problems.accept(e.getMessage());
      }
    }
    return manifests;
  }

  private static List<Manifest> read(String file, InputStream in) throws UserException {
    List<Manifest> manifests = objects(file, in);
    if (manifests.stream().noneMatch(Manifest::isPolicy)) {
      throw new UserException(source(file) + ": contains no " + Manifest.KIND);
    }
    return manifests;
  }

  /** Returns the objects of a file, of which none has to be a policy. */
  static List<Manifest> objects(String file, InputStream in) throws UserException {
    String source = source(file);
    List<Manifest> manifests = new ArrayList<>();
    for (JsonNode document : KubernetesYaml.read(source, text(file, in))) {
      add(source, document, manifests);
    }
    return manifests;
  }

  /** Returns the name of a file in messages. */
  static String source(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  private static void add(String source, JsonNode document, List<Manifest> manifests)
      throws UserException {
    if (!(document instanceof ObjectNode object)) {
      throw new UserException(source + ": contains something other than Kubernetes objects");
    }
    if (!object.path("kind").isTextual() || object.path("kind").asText().isEmpty()) {
      throw new UserException(source + ": contains an object without a kind");
    }
    if (!object.path("kind").asText().endsWith("List")) {
      manifests.add(new Manifest(source, object));
      return;
    }
    if (!object.path("items").isArray()) {
      throw new UserException(
          source + ": contains a " + object.path("kind").asText() + " without a list of items");
    }
    for (JsonNode item : object.path("items")) {
      add(source, item, manifests);
    }
  }

  /** Returns the text of a file, or of standard input for {@code -}. */
  static String text(String file, InputStream in) throws UserException {
    if (!file.equals(STANDARD_INPUT)) {
      return text(file);
    }
    try {
      return decoded("standard input", in);
    } catch (IOException e) {
      throw new UserException("standard input: can't be read: " + e.getMessage());
    }
  }

  /** Returns the text of a file. */
  static String text(String file) throws UserException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return decoded(file, in);
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new UserException(file + ": permission denied");
    } catch (IOException e) {
      throw new UserException(file + ": can't be read: " + e.getMessage());
    }
  }

  private static String decoded(String source, InputStream in) throws IOException, UserException {
    int limit = MAX_MEGABYTES * 1024 * 1024;
    byte[] bytes = in.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new UserException(
          source + ": is larger than " + MAX_MEGABYTES + " MB: split the input");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(source + ": is not UTF-8 text: convert the file to UTF-8");
    }
  }
}
