package io.reenact.edit;

import java.io.Serializable;
import java.util.List;

/**
 * An edit that is tried.
 *
 * @param way that it goes
 * @param names of the attributes that it changes, one after the other
 */
public record EditCase(Way way, List<String> names) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Keeps the names. */
  public EditCase {
    names = List.copyOf(names);
  }

  /** The names as tables print them. */
  public String title() {
    return String.join("+", names);
  }
}
