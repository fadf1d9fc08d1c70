package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DayOfWeek;

/** A day of the week. */
public enum Weekday {
  MON("Mon", DayOfWeek.MONDAY),
  TUE("Tue", DayOfWeek.TUESDAY),
  WED("Wed", DayOfWeek.WEDNESDAY),
  THU("Thu", DayOfWeek.THURSDAY),
  FRI("Fri", DayOfWeek.FRIDAY),
  SAT("Sat", DayOfWeek.SATURDAY),
  SUN("Sun", DayOfWeek.SUNDAY);

  private final String text;
  private final DayOfWeek day;

  Weekday(String text, DayOfWeek day) {
    this.text = text;
    this.day = day;
  }

  /** Returns the same day for calendar arithmetic. */
  public DayOfWeek day() {
    return day;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
