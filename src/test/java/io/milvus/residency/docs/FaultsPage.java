package io.milvus.residency.docs;

import static java.util.stream.Collectors.toMap;

import io.milvus.residency.milvus.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The table of {@code docs/faults.md}. */
public final class FaultsPage {

  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern CODE = Pattern.compile("\\b(\\d+)\\b");
  private static final Pattern GRPC = Pattern.compile("\\b([A-Z]+(?:_[A-Z]+)*)\\b");

  private final Map<Fault, Row> rows;

  /** Reads it. */
  public FaultsPage() throws IOException {
    Set<String> faults = new TreeSet<>(Arrays.stream(Fault.values()).map(Fault::name).toList());
    rows =
        Files.readAllLines(Path.of("docs", "faults.md")).stream()
            .map(line -> line.split(" *\\| *"))
            .filter(cells -> cells.length == 6 && faults.contains(cells[1]))
            .map(cells -> new Row(cells[1], cells[2], cells[3], cells[4], cells[5]))
            .collect(toMap(row -> Fault.valueOf(row.fault()), Function.identity()));
  }

  /** The rows, by their first cell. */
  public Map<Fault, Row> rows() {
    return rows;
  }

  /** A row. */
  public record Row(String fault, String knownBy, String message, String reason, String about) {

    /** Parts of reasons, in lower case. */
    public Set<String> texts() {
      return found(TEXT, knownBy);
    }

    /** Codes of Milvus. */
    public Set<Integer> codes() {
      return new TreeSet<>(
          found(CODE, TEXT.matcher(knownBy).replaceAll("")).stream()
              .map(Integer::valueOf)
              .toList());
    }

    /** Codes of gRPC. */
    public Set<String> grpc() {
      Set<String> all = found(GRPC, TEXT.matcher(knownBy).replaceAll(""));
      all.removeAll(List.of("RPC"));
      return all;
    }

    private static Set<String> found(Pattern pattern, String text) {
      return new TreeSet<>(pattern.matcher(text).results().map(match -> match.group(1)).toList());
    }
  }
}
