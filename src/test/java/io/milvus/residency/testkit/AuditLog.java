package io.milvus.residency.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The audit log of an API server.
 *
 * @param file the file that the API server writes
 */
public record AuditLog(Path file) {

  /** A request. */
  public record Request(Instant at, String user, String verb, String uri, int code) {}

  /** Returns all requests so far, oldest first. */
  List<Request> requests() {
    ObjectMapper json = new ObjectMapper();
    List<Request> requests = new ArrayList<>();
    for (String line : Folders.read(file).lines().toList()) {
      try {
        JsonNode entry = json.readTree(line);
        requests.add(
            new Request(
                Instant.parse(entry.path("requestReceivedTimestamp").asText()),
                entry.path("user").path("username").asText(),
                entry.path("verb").asText(),
                entry.path("requestURI").asText(),
                entry.path("responseStatus").path("code").asInt()));
      } catch (IOException e) {
        // The last line may be half written.
        break;
      }
    }
    return requests;
  }
}
