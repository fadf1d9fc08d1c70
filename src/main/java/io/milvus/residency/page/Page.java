package io.milvus.residency.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page: one HTML file that needs nothing else. Its content security policy forbids scripts, and
 * anything from the network.
 *
 * @param title the title of the document; {@code main} has the heading of level 1
 * @param style CSS beside that of all pages; from the program, never from outside
 * @param main the content
 */
public record Page(String title, String style, Markup main) {

  /** Returns the file. */
  public String html() {
    String css = "\n" + Palette.css(":root") + PageStyle.CSS + style;
    String policy =
        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
            .formatted(sha256(css));
    Markup head =
        new Markup()
            .empty("meta", "charset", "utf-8")
            .empty("meta", "http-equiv", "Content-Security-Policy", "content", policy)
            .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
            .empty("meta", "name", "color-scheme", "content", "light dark")
            .empty("meta", "name", "referrer", "content", "no-referrer")
            .leaf("title", title);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
        + head.toString().replace("/><", "/>\n<")
        + "\n<style>"
        + inStyle(css)
        + "</style>\n</head>\n<body>\n<main>\n"
        + main
        + "\n</main>\n</body>\n</html>\n";
  }

  /** Inside style, HTML knows no escapes. */
  private static String inStyle(String css) {
    if (css.contains("</")) {
      throw new IllegalArgumentException("CSS must not contain </");
    }
    return css;
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
