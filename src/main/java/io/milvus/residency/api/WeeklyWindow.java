package io.milvus.residency.api;

import java.util.List;

/**
 * A weekly window in the policy's time zone.
 *
 * @param days the days on which the window starts; empty means every day
 * @param from {@code HH:MM}, the first minute of the window
 * @param to {@code HH:MM} up to {@code 24:00}, the first minute after the window; a time before
 *     {@code from} is on the next day
 */
public record WeeklyWindow(List<Weekday> days, String from, String to) {
  public WeeklyWindow {
    days = days == null ? List.of() : List.copyOf(days);
  }
}
