package io.reenact.doctor;

import java.util.Locale;

/**
 * What was found of one thing that the job needs.
 *
 * @param level how bad it is
 * @param what the thing, a word or two
 * @param found what is there, in part of a line
 * @param todo what to do about it; empty if nothing
 */
public record Finding(Level level, String what, String found, String todo) {
  /** How bad a finding is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** The job runs, but perhaps not as wanted. */
    NOTE,
    /** The job, or a part of it, can't run. */
    FAULT
  }

  /** A thing that is as it should be. */
  public static Finding ok(String what, String found) {
    return new Finding(Level.OK, what, found, "");
  }

  /** A thing that may be better. */
  public static Finding note(String what, String found, String todo) {
    return new Finding(Level.NOTE, what, found, todo);
  }

  /** A thing that the job can't run without. */
  public static Finding fault(String what, String found, String todo) {
    return new Finding(Level.FAULT, what, found, todo);
  }

  /** A line for people. */
  public String line() {
    String head = level.name().toLowerCase(Locale.ROOT);
    return head
        + " ".repeat(6 - head.length())
        + what
        + ": "
        + found
        + (todo.isEmpty() ? "" : "; " + todo);
  }
}
