package io.milvus.residency.export;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.milvus.residency.rules.DateFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the date formats that a partition name may follow. A year alone is no date here: too many
 * numbers of four digits are something else.
 */
final class DateNames {

  /** The text between two numbers of a date. */
  private static final String SEPARATOR = "([_-]?)";

  private static final String YEAR = "(?<![0-9])[0-9]{4}";
  private static final String TWO = "[0-9]{2}";
  private static final String END = "(?![0-9])";

  private static final Shape HOUR =
      new Shape(YEAR + SEPARATOR + TWO + SEPARATOR + TWO + SEPARATOR + TWO + END, "%Y$1%m$2%d$3%H");

  private static final Shape DAY =
      new Shape(YEAR + SEPARATOR + TWO + SEPARATOR + TWO + END, "%Y$1%m$2%d");

  private static final Shape MONTH = new Shape(YEAR + SEPARATOR + TWO + END, "%Y$1%m");
  private static final Shape WEEK = new Shape(YEAR + "([_-]?[wW]?)" + TWO + END, "%G$1%V");
  private static final Pattern START = Pattern.compile(YEAR);

  private DateNames() {}

  /** Returns the formats that a name follows, each with the finest unit at its place. */
  static Set<String> formats(String name) {
    Set<String> formats = new LinkedHashSet<>();
    Matcher start = START.matcher(name);
    while (start.find()) {
      Optional<String> fine = HOUR.at(start.start(), name).or(() -> DAY.at(start.start(), name));
      if (fine.isPresent()) {
        formats.add(fine.get());
      } else {
        // Months 01 to 12 may as well be weeks.
        MONTH.at(start.start(), name).ifPresent(formats::add);
        WEEK.at(start.start(), name).ifPresent(formats::add);
      }
    }
    return formats;
  }

  private record Shape(Pattern digits, String date) {

    Shape(String digits, String date) {
      this(Pattern.compile(digits), date);
    }

    /** Returns the name with the date at a place replaced by its format, if there is a date. */
    Optional<String> at(int start, String name) {
      Matcher found = digits.matcher(name);
      if (!found.find(start) || found.start() != start) {
        return Optional.empty();
      }
      String format =
          name.substring(0, start)
              + digits.matcher(found.group()).replaceFirst(date)
              + name.substring(found.end());
      return DateFormat.of(format).parse(name).map(bucket -> format);
    }
  }

  /** Returns the formats that enough of the names follow to be a family. */
  static List<String> common(List<String> names, int least) {
    return names.stream()
        .flatMap(name -> formats(name).stream())
        .collect(groupingBy(format -> format, TreeMap::new, counting()))
        .entrySet()
        .stream()
        .filter(format -> format.getValue() >= least)
        .map(Map.Entry::getKey)
        .toList();
  }
}
