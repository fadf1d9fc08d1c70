package io.milvus.residency.docs;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * The dates of a page, moved so that the day on which it was written becomes another one.
 *
 * @param days the distance of the two days
 */
public record ShiftedDates(long days) {

  private static final Pattern WRITTEN = Pattern.compile("<!-- today: (\\d{4}-\\d{2}-\\d{2}) -->");
  private static final Pattern DATE = Pattern.compile("(?<!\\d)20\\d{2}(-?)\\d{2}\\1\\d{2}(?!\\d)");

  /** Returns the shift to this day; none for a page that does not say when it was written. */
  public static ShiftedDates of(String page, LocalDate today) {
    return WRITTEN
        .matcher(page)
        .results()
        .findFirst()
        .map(day -> ChronoUnit.DAYS.between(LocalDate.parse(day.group(1)), today))
        .map(ShiftedDates::new)
        .orElse(new ShiftedDates(0));
  }

  /** Returns a text with its dates moved. */
  public String in(String text) {
    return DATE.matcher(text)
        .replaceAll(
            match -> {
              DateTimeFormatter format =
                  match.group(1).isEmpty()
                      ? DateTimeFormatter.BASIC_ISO_DATE
                      : DateTimeFormatter.ISO_LOCAL_DATE;
              return LocalDate.parse(match.group(), format).plusDays(days).format(format);
            });
  }
}
