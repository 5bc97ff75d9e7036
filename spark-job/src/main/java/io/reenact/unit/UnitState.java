package io.reenact.unit;

import io.reenact.table.UnitKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a unit say.
 *
 * @param key the unit
 * @param commit its valid result, if any
 * @param errors its failed attempts
 * @param running who last said to be working on it, if not ended since
 * @param attempts the number of the last attempt that left a trace; 0 for none
 */
public record UnitState(
    UnitKey key,
    Optional<Attempt> commit,
    List<Attempt> errors,
    Optional<Heartbeat> running,
    int attempts) {
  /** Why the last attempt failed, if there is no result. */
  public Optional<Attempt> failure() {
    return commit.isPresent()
        ? Optional.empty()
        : errors.stream().max(Comparator.comparingInt(Attempt::attempt));
  }
}
